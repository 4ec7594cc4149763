"""How it is going: one's own scores and hours, as pictures with the figures behind them."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.formats import date_format

from stepwell.chart.measures.instruments import instrument
from stepwell.chart.measures.queries import responses_for
from stepwell.doors.kit.request import Request
from stepwell.doors.patient import words
from stepwell.doors.patient.shell import OWN, Place, day_of, lang, my_page, own_id, place
from stepwell.foundation.clock import week_start
from stepwell.journey.days.queries import minutes_between_days, weeks

MEASURE = "phq-9"
WEEKS_SHOWN = 12


def progress(request: Request) -> HttpResponse:
    here = place(request)
    scores, hours, least = _scores(request, here), _hours(request, here), _least(request, here)
    context = {
        "scores": scores,
        "points": [(row["day"], row["score"]) for row in scores],
        **_bands(),
        "hours": hours,
        "least": least,
        "most": max([least, 1, *(minutes for _monday, minutes in hours)]),
    }
    return my_page(request, "patient/progress.html", context, way="patient:progress")


def _scores(request: Request, here: Place) -> list[dict[str, Any]]:
    form = instrument(MEASURE)
    rows = responses_for(request.viewer, own_id(request), instrument=MEASURE, need=OWN)
    return [
        {
            "day": day_of(row.answered_at, here.zone),
            "score": int(row.score),
            "band": words.band_name(form, row.band, lang()),
        }
        for row in rows
        if row.score is not None
    ]


def _bands() -> dict[str, Any]:
    form = instrument(MEASURE)
    drawn = [
        (band.least, band.most + 1, words.in_language(band.label, lang()))
        for band in form.bands
        if band.least is not None and band.most is not None
    ]
    return {
        "bands": drawn,
        "y_max": form.range[1],
        "title": words.in_language(form.title, lang()),
        "label_day": _label,
    }


def _label(day: date) -> str:
    return date_format(day, "j b" if lang() == "es" else "M j")


def _hours(request: Request, here: Place) -> list[tuple[date, int]]:
    """Monday → minutes, for each week of the stay, the newest first."""
    if here.episode is None:
        return []
    monday = week_start(here.today)
    first = max(week_start(here.episode.opened_on), monday - timedelta(weeks=WEEKS_SHOWN - 1))
    patient_id = own_id(request)
    by_week: dict[date, int] = defaultdict(int)
    for day, minutes in (
        minutes_between_days([patient_id], first, here.today).get(patient_id, {}).items()
    ):
        by_week[week_start(day)] += minutes
    count = (monday - first).days // 7 + 1
    return [
        (monday - timedelta(weeks=i), by_week[monday - timedelta(weeks=i)]) for i in range(count)
    ]


def _least(request: Request, here: Place) -> int:
    """The level's minimum a week, in minutes; 0 when there is no seat."""
    patient_id = own_id(request)
    week = weeks(
        request.viewer, [patient_id], week_start(here.today), today=here.today, need=OWN
    ).get(patient_id)
    return week.least if week else 0
