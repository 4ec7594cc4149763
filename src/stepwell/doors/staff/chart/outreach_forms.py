"""Forms of outreach."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from django import forms

from stepwell.doors.staff.chart.forms import words
from stepwell.journey.outreach.terms import (
    AGREED_WORDS,
    BARRIER_WORDS,
    CHANNEL_WORDS,
    HEARD_WORDS,
    LIVE,
    TASK,
    Heard,
)
from stepwell.offering.programs.models import Site


def _choices(named: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(code), label) for code, label in named.items()]


class Whose(StrEnum):
    MINE = "mine"
    ALL = "all"


class OutreachFilter(forms.Form):
    whose = forms.ChoiceField(
        label="Whose",
        required=False,
        choices=[(Whose.MINE, "Waiting for me"), (Whose.ALL, "All I may see")],
    )
    site = forms.ChoiceField(label="Site", required=False)
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Every state"), *((s, TASK.word(s).capitalize()) for s in LIVE)],
    )

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Every site"), *((str(site.pk), site.name) for site in sites)]
        self.fields["site"].choices = choices  # type: ignore[attr-defined]


class AttemptForm(forms.Form):
    channel = forms.ChoiceField(
        label="How did you try?", choices=_choices(CHANNEL_WORDS), widget=forms.RadioSelect
    )
    heard = forms.ChoiceField(
        label="What came of it?",
        choices=[pair for pair in _choices(HEARD_WORDS) if pair[0] != Heard.SENT],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Note", required=False, max_length=300)


class OutreachEndForm(forms.Form):
    agreed = forms.ChoiceField(
        label="What was agreed?", choices=_choices(AGREED_WORDS), widget=forms.RadioSelect
    )
    barrier = forms.ChoiceField(
        label="What stood in the way?",
        required=False,
        choices=[("", "Nothing they named"), *_choices(BARRIER_WORDS)],
    )
    note = words("In a sentence", rows=2, hint="What you learned, and what comes next.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It shares a page with the form for a try, which has a note of its own.
        super().__init__(*args, **{"auto_id": "end_%s", **kwargs})
