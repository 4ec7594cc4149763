"""Answering a questionnaire on the phone: one page, large targets, help the same second when it is needed."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from stepwell.chart.measures.actions import answer
from stepwell.chart.measures.instruments import Instrument, Item, instrument
from stepwell.chart.measures.models import MeasureRequest
from stepwell.chart.measures.queries import request_for
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import refusing
from stepwell.doors.patient import words
from stepwell.doors.patient.shell import lang, my_page


def _field(item: Item, language: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=words.in_language(item.text, language),
        choices=[
            (option.ordinal, words.in_language(option.text, language)) for option in item.options
        ],
        coerce=int,
        empty_value=None,
        required=False,  # the action says what is missing: an answer that raises an alarm is taken at once
        widget=forms.RadioSelect,
    )


class AnswerForm(forms.Form):
    """One field an item, named by its link id."""

    def __init__(self, form: Instrument, language: str, data: Any = None) -> None:
        super().__init__(data)
        self.fields.update({item.link_id: _field(item, language) for item in form.items})

    def answers(self) -> dict[str, int]:
        return {name: value for name, value in self.cleaned_data.items() if value is not None}

    def mark_missing(self, form: Instrument) -> None:
        for item in form.scored_items:
            if item.link_id not in self.answers():
                self.add_error(item.link_id, _("Choose one."))


def measure(request: Request, request_id: UUID) -> HttpResponse:
    """The questions; once answered, what the answers mean."""
    asked = request_for(request.viewer, request_id)
    form = instrument(asked.instrument)
    if asked.response_id or asked.withdrawn_at:
        return _result(request, asked, form)
    language = lang() if lang() in form.languages else "en"
    filled = AnswerForm(form, language, request.POST if request.method == "POST" else None)
    if filled.is_bound and filled.is_valid():
        with refusing(filled):
            answer(request=asked, answers=filled.answers(), by=request.viewer, at=request.now)
            return HttpResponseRedirect(reverse("patient:measure", kwargs={"request_id": asked.pk}))
        filled.mark_missing(form)
    context = {"form": filled, "instrument": form, "language": language, "ui_language": lang()}
    return my_page(request, "patient/measure.html", context)


def _result(request: Request, asked: MeasureRequest, form: Instrument) -> HttpResponse:
    """Also the answer to a second press: it was answered already, thank you."""
    response = asked.response
    context = {
        "instrument": form,
        "response": response,
        "meaning": words.meaning(response.band) if response else None,
        "band": words.band_name(form, response.band, lang()) if response else "",
        "needs_help": bool(response and response.alarms),
        "twice": request.method == "POST",
    }
    return my_page(request, "patient/measure_result.html", context)
