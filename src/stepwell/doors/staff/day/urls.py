"""Register of the program day: the worklist, the day's groups, attendance and notes."""

from datetime import date

from django.urls import URLPattern, register_converter

from stepwell.doors.kit.register import page
from stepwell.doors.staff.day import groups, home, note, roster
from stepwell.trust.people.roles import Permission as P


class IsoDay:
    """A program day in an address: 2026-11-23."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)  # ValueError: Django answers 404

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(IsoDay, "isodate")
MEETING = "groups/<uuid:group_id>/<isodate:day>/"
READS = (P.ATTENDANCE_MARK, P.CHART_READ)

urlpatterns: list[URLPattern] = [
    page("", home.home, P.SCHEDULE_READ, name="home", shows="worklist", lists=True),
    page("groups/", groups.groups, READS, name="groups", lists=True),
    page(MEETING, roster.roster, READS, name="roster", shows="roster", lists=True),
    page(
        f"{MEETING}<uuid:patient_id>/correction/",
        roster.presence_correction,
        P.ATTENDANCE_MARK,
        name="presence_correction",
        shows="attendance",
    ),
    page(f"{MEETING}note/", note.note, (P.NOTE_WRITE, P.CHART_READ), name="note", shows="note", lists=True),
    page(f"{MEETING}note/signature/", note.note_signature, P.NOTE_WRITE, name="note_signature"),
]
