"""My week: what, when and where; the times at which I cannot come; and links for my own calendar."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.patient import words
from stepwell.doors.patient.shell import OWN, lang, my_page, own_id, own_patient, place
from stepwell.foundation.clock import week_start
from stepwell.foundation.errors import NotFound
from stepwell.journey.agenda import actions
from stepwell.journey.agenda.models import Busy, Feed
from stepwell.journey.agenda.queries import agenda_of_patient, busy_times, feeds_of
from stepwell.offering.programs.curriculum import topics


class BusyForm(forms.Form):
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Day of the week"), coerce=int, choices=list(WEEKDAYS.items())
    )
    starts = forms.TimeField(
        label=gettext_lazy("From"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    ends = forms.TimeField(
        label=gettext_lazy("Until"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    from_day = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    until_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Leave it empty if you do not know."),
    )
    reason = forms.CharField(
        label=gettext_lazy("What is it?"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("For example: work, or school."),
    )


class LinkForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Where will you use it?"),
        max_length=60,
        help_text=gettext_lazy("For example: my phone."),
    )
    with_place = forms.BooleanField(
        label=gettext_lazy("Show the address of the place, too"), required=False
    )


def week(request: Request) -> HttpResponse:
    here = place(request)
    monday = week_start(_day(request.GET.get("week", ""), here.today))
    last = monday + timedelta(days=6)
    events = agenda_of_patient(
        request.viewer, own_id(request), monday, last, zone=here.zone, need=OWN
    )
    days = [monday + timedelta(days=i) for i in range(7)]
    context: dict[str, Any] = {
        "here": here,
        "monday": monday,
        "previous": monday - timedelta(days=7),
        "following": monday + timedelta(days=7),
        "days": [(day, [e for e in events if e.day == day]) for day in days],
        "any": bool(events),
        "visits": words.VISITS,
        "places": words.PLACES,
        "topics": {topic.code: topic.title[lang()] for topic in topics()},
        "busy": [_busy(row) for row in busy_times(request.viewer, own_id(request), need=OWN)],
        "feeds": list(feeds_of(request.viewer)),
    }
    return my_page(request, "patient/week.html", context)


def _day(given: str, today: date) -> date:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return today
    return day if abs((day - today).days) < 400 else today


def _busy(row: Busy) -> dict[str, Any]:
    starts, ends = (f"{m // 60:02}:{m % 60:02}" for m in (row.minutes.lower, row.minutes.upper))
    until = row.days.upper - timedelta(days=1) if row.days.upper else None
    return {
        "row": row,
        "weekday": WEEKDAYS[row.weekday],
        "starts": starts,
        "ends": ends,
        "until": until,
    }


def busy_new(request: Request) -> HttpResponse:
    form = BusyForm(request.POST or None, initial={"from_day": place(request).today})
    if form.is_valid():
        with refusing(form):
            actions.add_busy(
                patient=own_patient(request), **form.cleaned_data, by=request.viewer, at=request.now
            )
            return done(request, _("Saved."), "patient:week")
    context = {"form": form, "title": _("A time I cannot come"), "button": _("Save")}
    return my_page(request, "patient/week_form.html", context)


def busy_removal(request: Request, busy_id: UUID) -> HttpResponse:
    row = busy_times(request.viewer, own_id(request), need=OWN).filter(pk=busy_id).first()
    if row is None:
        raise NotFound
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with refusing(form):
            actions.remove_busy(busy=row, by=request.viewer, at=request.now)
            return done(request, _("Removed."), "patient:week")
    context = {"form": form, "title": _("Remove this time?"), "button": _("Remove it")}
    return my_page(request, "patient/week_form.html", context)


def link_new(request: Request) -> HttpResponse:
    """Make a link. It is shown once: only its hash is kept."""
    form = LinkForm(request.POST or None)
    if form.is_valid():
        with refusing(form):
            _feed, token = actions.make_feed(
                **form.cleaned_data,
                language=lang(),
                by=request.viewer,
                at=request.now,
            )
            address = settings.BASE_URL + reverse("feed:feed", kwargs={"token": token})
            return my_page(request, "patient/link_made.html", {"address": address})
    context = {"form": form, "title": _("A link for my calendar"), "button": _("Make the link")}
    return my_page(request, "patient/week_form.html", context)


def link_ending(request: Request, feed_id: UUID) -> HttpResponse:
    row: Feed | None = feeds_of(request.viewer).filter(pk=feed_id).first()
    if row is None:
        raise NotFound
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with refusing(form):
            actions.end_feed(feed=row, by=request.viewer, at=request.now)
            return done(request, _("The link does not work any more."), "patient:week")
    context = {"form": form, "title": _("End this link?"), "button": _("End it")}
    return my_page(request, "patient/week_form.html", context)
