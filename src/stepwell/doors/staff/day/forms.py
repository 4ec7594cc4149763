"""Forms of the program day. They clean; actions decide."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any
from uuid import UUID

from django import forms

from stepwell.chart.notes.actions import Words
from stepwell.chart.notes.terms import PARTICIPATION_WORDS
from stepwell.chart.plan.models import Goal
from stepwell.foundation.clock import at_local
from stepwell.journey.days.actions import Mark
from stepwell.journey.days.terms import How, TapKind
from stepwell.trust.people.models import Patient

HERE = [("yes", "Here"), ("no", "Not here")]


def clock_field(label: str) -> forms.TimeField:
    return forms.TimeField(
        required=False,
        label=label,
        widget=forms.TimeInput(format="%H:%M"),
        error_messages={"invalid": "Write a time of day, for example 9:20."},
    )


def mark(day: date, zone: str, joined: time | None, left: time | None) -> Mark:
    """Times on the site's wall as instants; none given is the whole session."""
    return Mark(
        at_local(day, joined, zone) if joined else None, at_local(day, left, zone) if left else None
    )


class RosterForm(forms.Form):
    """Everybody is asked about: nobody is absent because a box was overlooked."""

    def __init__(self, *args: Any, members: Iterable[Patient], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(members)
        for member in self.members:
            name = member.person.full_name
            self.fields[f"here_{member.pk}"] = forms.ChoiceField(
                label=name,
                choices=HERE,
                widget=forms.RadioSelect,
                error_messages={"required": "Say whether they were here."},
            )
            self.fields[f"joined_{member.pk}"] = clock_field(f"{name} arrived late, at")
            self.fields[f"left_{member.pk}"] = clock_field(f"{name} left early, at")

    def clean(self) -> dict[str, Any]:
        for member in self.members:
            times = [self.cleaned_data.get(f"{what}_{member.pk}") for what in ("joined", "left")]
            if self.cleaned_data.get(f"here_{member.pk}") == "no" and any(times):
                self.add_error(
                    f"here_{member.pk}", "There is a time beside “not here”. Take one of them back."
                )
        return self.cleaned_data

    def answered_for_all(self) -> "RosterForm":
        """The same form with everybody here who was not answered for; what was typed stays."""
        given = {name: self.data.get(name, "") for name in self.fields}
        return RosterForm(
            members=self.members,
            initial={n: v or ("yes" if n.startswith("here_") else "") for n, v in given.items()},
        )

    def marks(self, day: date, zone: str) -> dict[UUID, Mark]:
        data = self.cleaned_data
        return {
            m.pk: mark(day, zone, data[f"joined_{m.pk}"], data[f"left_{m.pk}"])
            for m in self.members
            if data[f"here_{m.pk}"] == "yes"
        }


class TapForm(forms.Form):
    """One mark of the live list. `client_id` comes with the form, so that pressing twice is one mark."""

    kind = forms.ChoiceField(choices=TapKind.choices)
    client_id = forms.UUIDField()
    how = forms.ChoiceField(choices=How.choices, required=False)
    clock = clock_field("Time")


class CorrectionForm(forms.Form):
    here = forms.ChoiceField(
        label="Were they there?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    joined = clock_field("Arrived late, at")
    left = clock_field("Left early, at")
    reason = forms.CharField(
        label="Why is it corrected?",
        max_length=200,
        help_text="For example: “Was in the hallway with the nurse until 9:20.” The first entry stays on record.",
    )

    def mark(self, day: date, zone: str) -> Mark | None:
        data = self.cleaned_data
        return mark(day, zone, data["joined"], data["left"]) if data["here"] == "yes" else None


class NoteForm(forms.Form):
    """The text everybody shares, and a row for each member who was there."""

    text = forms.CharField(
        label="What the group did",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Everyone's record will hold this text: name nobody in it.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
    named_because = forms.CharField(label="Why does the name stay?", required=False, max_length=200)

    def __init__(
        self, *args: Any, members: Iterable[Patient], goals: dict[UUID, list[Goal]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members, self.goals = list(members), goals
        for member in self.members:
            self.fields[f"part_{member.pk}"] = forms.ChoiceField(
                label="Participation",
                required=False,
                choices=[(key.value, words) for key, words in PARTICIPATION_WORDS.items()],
                widget=forms.RadioSelect,
            )
            own = [(str(goal.pk), goal.statement) for goal in goals.get(member.pk, [])]
            if own:
                self.fields[f"goal_{member.pk}"] = forms.ChoiceField(
                    label="Worked on the goal",
                    required=False,
                    choices=[*own, ("", "None of these")],
                    widget=forms.RadioSelect,
                )
            self.fields[f"words_{member.pk}"] = forms.CharField(
                label=f"About {member.person.called}",
                required=False,
                max_length=5_000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"because_{member.pk}"] = forms.CharField(
                label="Why does it stay?", required=False, max_length=200
            )

    def because(self) -> dict[UUID, str]:
        """Why a part that was found alike stays."""
        return {m.pk: self.cleaned_data[f"because_{m.pk}"] for m in self.members}

    def about_members(self) -> dict[UUID, Words]:
        data = self.cleaned_data
        return {
            m.pk: Words(
                text=data[f"words_{m.pk}"],
                participation=data[f"part_{m.pk}"],
                goal_id=UUID(data[f"goal_{m.pk}"]) if data.get(f"goal_{m.pk}") else None,
            )
            for m in self.members
        }


class AddendumForm(forms.Form):
    text = forms.CharField(
        label="What is added", max_length=5_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    reason = forms.CharField(
        label="Why is it added now?",
        max_length=200,
        help_text="For example: “Told me after the group.” The signed note stays as it is.",
    )
