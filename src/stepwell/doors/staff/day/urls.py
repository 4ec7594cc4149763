"""Register of the program day: the worklist, the day's groups, attendance and notes."""

from datetime import date

from django.urls import URLPattern, register_converter

from stepwell.doors.kit.register import page
from stepwell.doors.staff.day import addendum, groups, home, live, note, roster
from stepwell.trust.people.roles import Permission


class IsoDay:
    """A program day in an address: 2026-11-23."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)  # ValueError: Django answers 404

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(IsoDay, "isodate")
MEETING = "groups/<uuid:group_id>/<isodate:day>/"
READS = (Permission.ATTENDANCE_MARK, Permission.CHART_READ)

urlpatterns: list[URLPattern] = [
    page("", home.home, Permission.SCHEDULE_READ, name="home", shows="worklist", lists=True),
    page("groups/", groups.groups, READS, name="groups", lists=True),
    page(MEETING, roster.roster, READS, name="roster", shows="roster", lists=True),
    page(
        f"{MEETING}live/",
        live.roster_live,
        Permission.ATTENDANCE_MARK,
        name="roster_live",
        lists=True,
    ),
    page(
        f"{MEETING}attendance/",
        live.finishing,
        Permission.ATTENDANCE_MARK,
        name="roster_finishing",
        shows="roster",
    ),
    page(
        f"{MEETING}taps/<uuid:tap_id>/undoing/",
        live.undoing,
        Permission.ATTENDANCE_MARK,
        name="tap_undoing",
        shows="roster",
    ),
    page(
        f"{MEETING}<uuid:patient_id>/tap/",
        live.tapping,
        Permission.ATTENDANCE_MARK,
        name="tap",
        shows="roster",
    ),
    page(
        f"{MEETING}<uuid:patient_id>/correction/",
        roster.presence_correction,
        Permission.ATTENDANCE_MARK,
        name="presence_correction",
        shows="attendance",
    ),
    page(
        f"{MEETING}note/",
        note.note,
        (Permission.NOTE_WRITE, Permission.CHART_READ),
        name="note",
        shows="note",
        lists=True,
    ),
    page(
        f"{MEETING}note/signature/",
        note.note_signature,
        Permission.NOTE_WRITE,
        name="note_signature",
    ),
    page(
        f"{MEETING}note/<uuid:patient_id>/addendum/",
        addendum.note_addendum,
        Permission.NOTE_WRITE,
        name="note_addendum",
        shows="note",
    ),
]
