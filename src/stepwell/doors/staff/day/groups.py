"""The groups of a day."""

from datetime import date, datetime, timedelta

from django.http import HttpResponse

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.templating import DEFAULT_ZONE
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import local_day
from stepwell.journey.days.queries import Meeting, meetings


def groups(request: Request) -> HttpResponse:
    """All tracks in order of time; one's own first."""
    today = local_day(request.now, DEFAULT_ZONE)
    day = _day(request.GET.get("day", ""), today)
    found = meetings(day, day)
    mine = [m for m in found if m.group.leader_id == request.viewer.account_id]
    others = [m for m in found if m not in mine]
    parts = [("Mine", mine), ("Other groups" if mine else "All groups", others)]
    context = {
        "day": day,
        "today": today,
        "previous": day - timedelta(days=1),
        "following": day + timedelta(days=1),
        "lists": [
            (title, [(m, state(m, request.now)) for m in rows]) for title, rows in parts if rows
        ],
    }
    return staff_page(request, "staff/day/groups.html", context, way="staff:groups")


def _day(given: str, today: date) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return today


def state(meeting: Meeting, now: datetime) -> dict[str, str]:
    """Attendance and note in a word each, with a tone."""
    if meeting.cancelled:
        return {"roll": "Cancelled", "roll_tone": "", "note": "–", "note_tone": ""}
    if meeting.rolled:
        roll, tone = f"{meeting.present} of {meeting.expected} here", "ok"
    elif not meeting.expected:
        roll, tone = "Nobody expected", ""
    elif now < meeting.starts:
        roll, tone = "Not begun", ""
    else:
        roll, tone = "To be taken", "warn"
    note, note_tone = _note(meeting, now)
    return {"roll": roll, "roll_tone": tone, "note": note, "note_tone": note_tone}


def _note(meeting: Meeting, now: datetime) -> tuple[str, str]:
    if meeting.note == "signed":
        return "Signed", "ok"
    if meeting.note == "draft":
        return "Draft", "warn"
    owed = meeting.rolled and meeting.present and now > meeting.ends
    return ("To be written", "warn") if owed else ("–", "")
