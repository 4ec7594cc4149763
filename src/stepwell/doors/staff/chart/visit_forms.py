"""Forms of appointments and their notes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from stepwell.chart.plan.models import Goal
from stepwell.chart.progress.formats import Format
from stepwell.doors.staff.chart.forms import words
from stepwell.journey.calendar.models import Appointment
from stepwell.journey.visits.terms import KINDS, MOST_WEEKS, PLACES, RELATIONS
from stepwell.trust.people.models import Account

LENGTHS = {"30": "30 minutes", "50": "50 minutes", "60": "60 minutes", "90": "90 minutes"}
CANCELS = {"patient": "The patient", "clinic": "The clinic"}


class WhoWhenForm(forms.Form):
    """With whom, on which day, for how long: what the free times depend on."""

    staff = forms.ChoiceField(label="With")
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    minutes = forms.TypedChoiceField(label="Length", choices=list(LENGTHS.items()), coerce=int)

    def __init__(self, *args: Any, people: Sequence[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [(str(a.pk), a.person.full_name) for a in people]  # type: ignore[attr-defined]


class VisitForm(forms.Form):
    kind = forms.ChoiceField(
        label="What for",
        choices=[(kind.value, kind.label) for kind in KINDS],
        initial=Appointment.Kind.INDIVIDUAL.value,
        widget=forms.RadioSelect,
    )
    place = forms.ChoiceField(
        label="Where",
        choices=list(PLACES.items()),
        initial="clinic",
        widget=forms.RadioSelect,
    )
    start = forms.TypedChoiceField(
        label="Time", coerce=datetime.fromisoformat, widget=forms.RadioSelect
    )
    weeks = forms.IntegerField(
        label="For how many weeks",
        min_value=1,
        max_value=MOST_WEEKS,
        initial=1,
        help_text="1 books this time only; more repeats it every week.",
    )
    only_free = forms.BooleanField(
        label="Leave out weeks in which something stands in the way", required=False
    )

    def __init__(self, *args: Any, starts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start"].choices = starts  # type: ignore[attr-defined]


class KeepForm(forms.Form):
    joined = forms.TimeField(label="Began at", widget=forms.TimeInput(attrs={"type": "time"}))
    left = forms.TimeField(label="Ended at", widget=forms.TimeInput(attrs={"type": "time"}))
    place = forms.ChoiceField(label="How", choices=list(PLACES.items()), widget=forms.RadioSelect)
    patient_state = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label="State the patient was in",
        required=False,
        help_text="Two letters, such as NY. Needed for video and phone.",
        error_messages={"invalid": "Write the two letters of the state."},
    )
    attendees = forms.MultipleChoiceField(
        label="Who else took part",
        choices=list(RELATIONS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class TimesForm(forms.Form):
    """The times of a kept appointment, put right."""

    joined = forms.TimeField(label="Began at", widget=forms.TimeInput(attrs={"type": "time"}))
    left = forms.TimeField(label="Ended at", widget=forms.TimeInput(attrs={"type": "time"}))
    reason = words("Why", rows=2, most=200)


class CancelForm(forms.Form):
    """Without a new time it is cancelled; with one it is moved."""

    ended_for = forms.ChoiceField(
        label="Who asks for it", choices=list(CANCELS.items()), widget=forms.RadioSelect
    )
    reason = words("Why", rows=2, most=200)
    start = forms.DateTimeField(
        label="New time",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Leave it empty to cancel.",
    )


class ProgressForm(forms.Form):
    """One field for each section of the format, named `section_<code>`."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, shape: Format, goals: Sequence[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape = shape
        for section in shape.sections:
            self.fields[f"section_{section.code}"] = words(
                section.label, rows=5, required=False, hint=section.prompt, most=8000
            )
        if goals:
            self.fields["goals"] = forms.TypedMultipleChoiceField(
                label="Goals it was about",
                choices=[(str(goal.pk), goal.statement) for goal in goals],
                coerce=UUID,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def sections(self) -> dict[str, str]:
        return {s.code: self.cleaned_data[f"section_{s.code}"] for s in self.shape.sections}


class AddendumForm(forms.Form):
    text = words("What is added", rows=4, most=8000)
    reason = words("Why later", rows=1, most=200)


class ReturnForm(forms.Form):
    comment = words("What has to change", rows=3)
