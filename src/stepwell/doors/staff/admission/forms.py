"""What is typed on the way in. These forms clean and word; the rules decide."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from stepwell.doors.kit.request import Request
from stepwell.journey.assessment import placement
from stepwell.journey.assessment.terms import SECTION_FIELDS
from stepwell.journey.intake.terms import OUTCOME_WORDS, InquiryState, Outcome
from stepwell.offering.programs.levels import Level
from stepwell.trust.people.models import Account

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def posted(request: Request) -> Any:
    """What was sent, or None on GET: an empty form that was sent is still sent."""
    return request.POST if request.method == "POST" else None


class DayInput(forms.DateInput):
    input_type = "date"


class BookingForm(forms.Form):
    start = forms.DateTimeField(
        error_messages={
            "required": "Choose one of the free times.",
            "invalid": "Choose one of the free times.",
        }
    )


class ConsultationForm(forms.Form):
    outcome = forms.TypedChoiceField(
        label="How did it end?",
        choices=[(each.value, words) for each, words in OUTCOME_WORDS.items()],
        coerce=Outcome,
        widget=forms.RadioSelect,
    )
    notes = forms.CharField(
        label="Notes",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="What the team should know. Seen by those who work the pipeline.",
    )


class PacketForm(forms.Form):
    given_name = forms.CharField(label="Legal first name", max_length=80)
    family_name = forms.CharField(label="Legal last name", max_length=80)
    birth_date = forms.DateField(label="Date of birth", widget=DayInput)
    email = forms.EmailField(label="E-mail for the link", help_text="They sign in with it later.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_birth_date(self) -> date:
        born: date = self.cleaned_data["birth_date"]
        if not date(self._today.year - 120, 1, 1) <= born < self._today:
            raise forms.ValidationError("Check the year: this is not a date of birth.")
        return born


class EndingForm(forms.Form):
    to = forms.TypedChoiceField(
        label="How does it end?",
        choices=[
            (InquiryState.REFERRED_OUT.value, "Referred elsewhere: other help suits better"),
            (InquiryState.DECLINED.value, "Not going on: they decided so, or cannot be reached"),
        ],
        coerce=InquiryState,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Why, and where to",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why in a sentence, for when they call again."},
    )


class OpeningForm(forms.Form):
    therapist = forms.ChoiceField()
    prescriber = forms.ChoiceField(label="Psychiatric prescriber")

    def __init__(
        self,
        *args: Any,
        therapists: list[tuple[Account, int]],
        prescribers: list[tuple[Account, int]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, pairs in (("therapist", therapists), ("prescriber", prescribers)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(str(member.pk), _busy(member, open_)) for member, open_ in pairs]


def _busy(member: Account, parts: int) -> str:
    owed = "nothing open" if not parts else f"{parts} open part{'' if parts == 1 else 's'}"
    return f"{member.person.full_name} ({owed})"


class SectionForm(forms.Form):
    """The fields of one part, from `SECTION_FIELDS`, and the revision they were read at."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (words, _needed) in SECTION_FIELDS[kind].items():
            widget = forms.Textarea(attrs={"rows": 5})
            self.fields[name] = forms.CharField(label=words, required=False, widget=widget)

    def at_revision(self, revision: int) -> None:
        """What is typed stays; sent again it counts from this revision on."""
        self.data = {**{name: self.data[name] for name in self.data}, "revision": str(revision)}

    @property
    def content(self) -> dict[str, str]:
        """Only what was sent: a field that did not come along is not emptied."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "revision" and name in self.data
        }


class RatingForm(forms.Form):
    """The dimensions of edition 4 with the rule pack's words, and what the context adds."""

    safe_home = forms.TypedChoiceField(
        label="Is there a safe place to live?",
        choices=[("yes", "Yes"), ("no", "No"), ("", "Not known yet")],
        coerce={"yes": True, "no": False}.get,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    withdrawal_risk = forms.ChoiceField(
        label="Risk of withdrawal",
        choices=[(word, word.capitalize()) for word in placement.read_pack().withdrawal],
        initial="none",
        widget=forms.RadioSelect,
    )
    imminent_danger = forms.BooleanField(label="They are in danger right now", required=False)
    prior_level_failed = forms.TypedChoiceField(
        label="A level of care that did not help before",
        choices=[
            ("", "None"),
            *((code.value, code.value) for code in placement.read_pack().failed),
        ],
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack = placement.read_pack()
        for each in pack.editions["4"].values():
            plan = " (for the plan, not for the level)" if each.planning_only else ""
            self.fields[f"d{each.id}"] = forms.TypedChoiceField(
                label=f"{each.id}. {each.label}{plan}",
                choices=[(str(n), f"{n} {word}") for n, word in enumerate(pack.anchors)],
                coerce=int,
                empty_value=None,
                required=not each.planning_only,
                widget=forms.RadioSelect,
                error_messages={"required": "Rate this from 0 to 4."},
            )

    @property
    def dimensions(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("d")]

    @property
    def ratings(self) -> dict[str, int]:
        given = {name[1:]: self.cleaned_data[name] for name in self.fields if name.startswith("d")}
        return {name: rating for name, rating in given.items() if rating is not None}

    @property
    def context(self) -> dict[str, Any]:
        names = ("safe_home", "withdrawal_risk", "imminent_danger", "prior_level_failed")
        return {name: self.cleaned_data[name] for name in names}


class DecisionForm(forms.Form):
    level = forms.ChoiceField(label="Level of care", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why you decide differently",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A sentence is enough. It is stored with the recommendation.",
    )

    def __init__(self, *args: Any, levels: Iterable[Level], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (each.code.value, each.name["en"] + ("" if each.offered else " – not offered here"))
            for each in levels
        ]


class AdmissionForm(forms.Form):
    track = forms.UUIDField(widget=forms.HiddenInput)
    first_day = forms.DateField(label="First day", widget=DayInput)
    weekdays = forms.TypedMultipleChoiceField(
        label="Days they come",
        choices=[(number, name) for number, name in enumerate(WEEKDAYS)],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, weekdays: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["weekdays"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(number, WEEKDAYS[number]) for number in weekdays]
