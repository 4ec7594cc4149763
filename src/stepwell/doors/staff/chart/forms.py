"""Forms of the chart: they turn what was typed into values and stop there."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from stepwell.chart.episodes.terms import CloseReason
from stepwell.chart.measures.instruments import instruments
from stepwell.chart.medications.actions import Sig
from stepwell.chart.medications.formulary import Drug
from stepwell.chart.medications.models import MedicationOrder
from stepwell.chart.medications.terms import TIMES_A_DAY, Timing, number
from stepwell.chart.plan.terms import Outcome
from stepwell.offering.programs.models import Track

OTHER = "other"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def words(
    label: str, *, rows: int = 3, required: bool = True, hint: str = "", most: int = 2000
) -> forms.CharField:
    """A few lines of text."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, widget=area, required=required, help_text=hint, max_length=most
    )


class ReasonForm(forms.Form):
    reason = words("Reason", rows=2)


class SigForm(forms.Form):
    """How a drug is taken. `strengths` are offered; any other amount can be typed."""

    dose = forms.ChoiceField(label="Dose each time", widget=forms.RadioSelect)
    other_mg = forms.DecimalField(
        label="Another amount",
        required=False,
        min_value=Decimal("0.001"),
        max_digits=8,
        decimal_places=3,
    )
    times_a_day = forms.TypedChoiceField(
        label="How often",
        choices=list(TIMES_A_DAY.items()),
        coerce=int,
        widget=forms.RadioSelect,
        initial=1,
    )
    timing = forms.ChoiceField(
        label="When",
        required=False,
        choices=[("", "No set time"), *((t.value, t.value) for t in Timing)],
    )
    as_needed = forms.BooleanField(label="Only when needed", required=False)
    instructions = forms.CharField(
        label="Instructions to the patient", required=False, max_length=200
    )
    on = forms.DateField(label="From", widget=forms.DateInput())
    reason = words("Reason", rows=2, hint="It stays with the order; the next prescriber reads it.")
    override_reason = words("Why prescribe it all the same?", rows=2, required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, drug: Drug, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amounts = [number(Decimal(str(mg))) for mg in drug.strengths_mg]
        choices = [(mg, f"{mg} mg") for mg in amounts] + [(OTHER, "another amount")]
        self.fields["dose"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("dose") == OTHER:
            if values.get("other_mg"):
                values["dose_mg"] = values["other_mg"]
            elif "other_mg" not in self.errors:
                self.add_error("other_mg", "Write how many milligrams.")
        elif values.get("dose"):
            values["dose_mg"] = Decimal(values["dose"])
        return values

    @property
    def sig(self) -> Sig:
        """What was chosen, once it is valid."""
        values = self.cleaned_data
        return Sig(
            dose_mg=values["dose_mg"],
            times_a_day=values["times_a_day"],
            timing=values["timing"],
            as_needed=values["as_needed"],
            instructions=values["instructions"].strip(),
        )


class StartForm(SigForm):
    indication = forms.CharField(
        label="For", max_length=160, help_text="The condition it is meant to help."
    )

    field_order = (
        "dose",
        "other_mg",
        "times_a_day",
        "timing",
        "as_needed",
        "instructions",
        "indication",
        "on",
    )


def starting(drug: Drug, today: date) -> dict[str, Any]:
    """What a new order begins from: the usual first dose, once a day, today."""
    offered = [number(Decimal(str(mg))) for mg in drug.strengths_mg]
    first = number(Decimal(str(drug.start_mg))) if drug.start_mg else ""
    return {
        "dose": first if first in offered else OTHER,
        "other_mg": "" if first in offered else first,
        "on": today,
    }


def continuing(order: MedicationOrder, drug: Drug, today: date) -> dict[str, Any]:
    """What a change begins from: what they take now."""
    offered = [number(Decimal(str(mg))) for mg in drug.strengths_mg]
    dose = number(order.dose_mg)
    return {
        "dose": dose if dose in offered else OTHER,
        "other_mg": "" if dose in offered else dose,
        "times_a_day": order.times_a_day,
        "timing": order.timing,
        "as_needed": order.as_needed,
        "instructions": order.instructions,
        "on": today,
    }


class StopForm(forms.Form):
    on = forms.DateField(label="Last dose on", widget=forms.DateInput())
    reason = words("Reason", rows=2, hint="For example what it did, or what it did not do.")


class AskForm(forms.Form):
    instrument = forms.ChoiceField(label="Questionnaire", widget=forms.RadioSelect)
    due_on = forms.DateField(label="To be answered from", widget=forms.DateInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        titles = [(form.id, form.title["en"]) for form in instruments()]
        self.fields["instrument"].choices = titles  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        due: date = self.cleaned_data["due_on"]
        if due < self.today:
            raise forms.ValidationError("Choose today or a later day.")
        return due


class AlarmForm(forms.Form):
    action_taken = words(
        "What did you do?", rows=4, hint="Whom you spoke with, what was agreed, what comes next."
    )


class GoalForm(forms.Form):
    statement = forms.CharField(label="A goal, in the patient's own words", max_length=240)


class GoalEndForm(forms.Form):
    outcome = forms.ChoiceField(
        label="How did it end?",
        choices=[(o.value, o.value.capitalize()) for o in Outcome],
        widget=forms.RadioSelect,
    )


class StepForm(forms.Form):
    weekdays = forms.TypedMultipleChoiceField(
        label="Days", coerce=int, widget=forms.CheckboxSelectMultiple
    )
    on = forms.DateField(label="First day at this level", widget=forms.DateInput())
    reason = words("Why does this level fit now?", rows=3)

    def __init__(self, track: Track, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [(d, WEEKDAYS[d]) for d in track.weekdays]
        self.fields["weekdays"].choices = days  # type: ignore[attr-defined]


class DischargeForm(forms.Form):
    reason = forms.ChoiceField(
        label="How did the stay end?",
        choices=[(r.value, r.value.capitalize()) for r in CloseReason],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label="Last day", widget=forms.DateInput())


class AftercareForm(forms.Form):
    """The plan, in the words the patient takes home."""

    appointments = words(
        "Next appointments",
        rows=4,
        required=False,
        hint="With whom, where, day and time, phone number.",
    )
    warning_signs = words(
        "Warning signs",
        rows=3,
        required=False,
        hint="What they and people close to them notice first.",
    )
    coping = words(
        "What helps",
        rows=3,
        required=False,
        hint="What they can do themselves, and have done before.",
    )
    supports = words("People to call", rows=3, required=False, hint="Names and phone numbers.")
    reasons_to_call = words("When to call us", rows=2, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
