"""My week: times, calendar links and busy times."""  # M20

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from stepwell.journey.agenda.actions import add_busy, make_feed
from stepwell.journey.agenda.models import Busy, Feed
from stepwell.journey.calendar.actions import book, close_day, reopen_day
from stepwell.trust.consent.models import Disclosure
from support.clinic import NOW

pytestmark = pytest.mark.django_db
WORK = {
    "weekday": "1",
    "starts": "14:00",
    "ends": "18:00",
    "from_day": "2026-11-23",
    "reason": "work",
}


def address(response: Any) -> str:
    found = re.search(r"/feeds/\S+?\.ics", response.content.decode())
    assert found
    return found[0]


def entries(response: Any) -> list[Any]:
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def visit(clinic: Any, admitted: Any, hours: int) -> None:
    book(
        kind="medication",
        staff=clinic.staff["prescriber"],
        patient=admitted.patient,
        start=NOW + timedelta(hours=hours),
        minutes=30,
        by=clinic.viewers["prescriber"],
        at=NOW,
    )


def test_the_week_shows_groups_and_appointments_and_what_is_closed(
    me: Any, admitted: Any, clinic: Any, text: Any
) -> None:
    visit(clinic, admitted, 26)
    page = text(me.get("/me/week/"))
    assert "Monday, November 23" in page and "12:00 p.m. – 12:30 p.m." in page
    assert "Does not take place" not in page
    day = date(2026, 11, 25)
    by = clinic.viewers["coordinator"]
    close_day(site=admitted.track.site, day=day, name="Storm", by=by, at=NOW)
    assert "Does not take place" in text(me.get("/me/week/"))
    assert "Nothing this week" in text(me.get("/me/week/?week=2026-06-01"))
    assert me.get("/me/week/?week=nonsense").status_code == 200


def test_a_link_is_shown_once_read_by_a_calendar_and_ended(
    me: Any, admitted: Any, clinic: Any, client_class: Any, text: Any
) -> None:
    visit(clinic, admitted, 26)
    url = address(me.post("/me/week/links/new/", {"name": "my phone"}))
    assert url not in text(me.get("/me/week/"))
    program = client_class()
    read = program.get(url)
    assert read.status_code == 200 and read["Content-Type"] == "text/calendar; charset=utf-8"
    found = entries(read)
    assert len(found) > 10 and {str(e["summary"]) for e in found} == {"Appointment"}
    for word in (b"Ana", b"Hara", b"medic", b"Wharf", b"Coping", b"Process", b"Stepwell Beh"):
        assert word not in read.content
    again = program.get(url, headers={"If-None-Match": read["ETag"]})
    assert again.status_code == 304 and again.content == b""
    assert Disclosure.objects.filter(what="calendar").count() == 1
    assert Feed.objects.get().used_at == NOW
    ending = f"/me/week/links/{Feed.objects.get().pk}/ending/"
    assert me.post(ending).url == "/me/week/"
    assert program.get(url).status_code == 404
    assert me.post(ending).status_code == 404


def test_a_feed_keeps_the_wall_clock_and_the_rfc(
    me: Any, admitted: Any, clinic: Any, client_class: Any
) -> None:
    url = address(me.post("/me/week/links/new/", {"name": "phone", "with_place": "on"}))
    read = client_class().get(url)
    lines = read.content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR" and lines[-2:] == [b"END:VCALENDAR", b""]
    assert max(map(len, lines)) <= 75 and b"\n" not in read.content.replace(b"\r\n", b"")
    assert b"BEGIN:VTIMEZONE" in read.content and b"TZID:America/New_York" in read.content
    assert b"LOCATION:12 Wharf Street\\, " in read.content
    hours = {e["dtstart"].dt.time() for e in entries(read)}
    assert time(9) in hours
    uids = [str(e["uid"]) for e in entries(read)]
    assert len(uids) == len(set(uids))


def test_a_closed_day_is_cancelled_in_the_feed_and_its_sequence_grows(
    me: Any, admitted: Any, clinic: Any, client_class: Any
) -> None:
    url, by = address(me.post("/me/week/links/new/", {"name": "phone"})), clinic.viewers["director"]
    program, day = client_class(), date(2026, 11, 25)

    def states() -> set[tuple[str, int]]:
        rows = [e for e in entries(program.get(url)) if e["dtstart"].dt.date() == day]
        return {(str(e["status"]), int(e["sequence"])) for e in rows}

    assert states() == {("CONFIRMED", 0)}
    closure = close_day(site=admitted.track.site, day=day, name="Storm", by=by, at=NOW)
    assert states() == {("CANCELLED", 1)}
    reopen_day(closure=closure, by=by, at=NOW)
    assert states() == {("CONFIRMED", 2)}


def test_a_wrong_link_is_not_found_and_too_many_reads_are_refused(client: Any, clinic: Any) -> None:
    assert client.get("/feeds/nobody-knows-this.ics").status_code == 404
    for _ in range(119):
        client.get("/feeds/nobody-knows-this.ics")
    assert client.get("/feeds/nobody-knows-this.ics").status_code == 429


def test_busy_times_are_added_once_and_removed(me: Any, text: Any) -> None:
    assert me.post("/me/week/busy/new/", WORK).url == "/me/week/"
    again = me.post("/me/week/busy/new/", WORK)
    assert again.status_code == 422 and "overlaps this one" in text(again)
    wrong = me.post("/me/week/busy/new/", WORK | {"ends": "13:00"})
    assert wrong.status_code == 422 and "It must end later" in text(wrong)
    assert "Tuesday, 14:00 – 18:00" in text(me.get("/me/week/"))
    url = f"/me/week/busy/{Busy.objects.get().pk}/removal/"
    assert "Remove this time?" in text(me.get(url))
    assert me.post(url).url == "/me/week/" and me.post(url).status_code == 404


def test_nobody_touches_what_is_anothers(me: Any, admit_someone: Any) -> None:
    other = admit_someone(given_name="Noor")
    busy = add_busy(
        patient=other.patient,
        weekday=0,
        starts=time(14),
        ends=time(15),
        from_day=NOW.date(),
        until_day=None,
        reason="",
        by=other.viewer,
        at=NOW,
    )
    feed, _token = make_feed(name="x", language="en", with_place=False, by=other.viewer, at=NOW)
    assert me.post(f"/me/week/busy/{busy.pk}/removal/").status_code == 404
    assert me.post(f"/me/week/links/{feed.pk}/ending/").status_code == 404


def test_five_links_are_enough(me: Any, text: Any) -> None:
    for number in range(5):
        me.post("/me/week/links/new/", {"name": f"place {number}"})
    more = me.post("/me/week/links/new/", {"name": "one more"})
    assert more.status_code == 422 and "You have five calendar links." in text(more)


@pytest.mark.list_page("patient:week")
def test_the_week_asks_as_much_for_one_as_for_three(
    me: Any, admitted: Any, clinic: Any, queries: Any
) -> None:
    visit(clinic, admitted, 26)
    me.post("/me/week/busy/new/", WORK)
    assert queries(me, "/me/week/") == 15
    visit(clinic, admitted, 50)
    visit(clinic, admitted, 74)
    for weekday in ("2", "3"):
        me.post("/me/week/busy/new/", WORK | {"weekday": weekday})
    assert queries(me, "/me/week/") == 15


@pytest.fixture
def client_class() -> Any:
    from django.test import Client

    return Client
