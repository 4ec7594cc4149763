"""What the worklist is gathered from. Each part is a permission, a title and a query that exists."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.urls import reverse

from stepwell.chart.notes.queries import unsigned_by
from stepwell.chart.safety.queries import open_alarms
from stepwell.doors.kit.templating import DEFAULT_ZONE, clock_time, day, minutes, when
from stepwell.doors.staff.day.outreach_part import outreach
from stepwell.doors.staff.day.visit_work import cosign, open_visits, visit_notes
from stepwell.doors.staff.day.work import Section, Work
from stepwell.foundation.clock import at_local, week_start
from stepwell.journey.assessment.queries import missing, owed_by, undecided
from stepwell.journey.calendar.queries import appointments_of_staff, sessions_with
from stepwell.journey.days.queries import Meeting, meetings, weeks
from stepwell.journey.intake.queries import pipeline
from stepwell.journey.intake.terms import InquiryState
from stepwell.journey.visits.terms import KINDS
from stepwell.trust.access.queries import patients
from stepwell.trust.consent.queries import stuck
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer

LOOK_BACK = timedelta(days=7)
SOON = timedelta(hours=2)
TIGHT = 60  # minutes: less than one more group may be missed


def alarms(viewer: Viewer) -> list[Work]:
    """Open alarms the viewer may see, the oldest first."""
    if not viewer.may(Permission.ALARM_ACT):
        return []
    return [
        Work(
            title=alarm.patient.person.full_name,
            why=f"{alarm.summary} For {alarm.clinician.person.full_name if alarm.clinician else 'whoever is on duty'}.",
            href=reverse("staff:alarm", kwargs={"alarm_id": alarm.pk}),
            tone="danger",
            due=f"since {when(alarm.raised_at)}",
        )
        for alarm in open_alarms(viewer)
    ]


def sections(viewer: Viewer, *, now: datetime, today: date) -> list[Section]:
    """The parts this viewer has, without those that are empty."""
    found = []
    for needs, title, owed, gather in PARTS:
        mine = any(viewer.may(permission) for permission in needs)
        if mine and (items := gather(viewer, now, today)):
            found.append(Section(title, items, owed))
    return found


def _calls(viewer: Viewer, now: datetime, today: date) -> list[Work]:
    """People nobody has called yet, whose promised call is past or near."""
    found = []
    for inquiry in pipeline(viewer, state=InquiryState.NEW):
        late = now > inquiry.promised_call_at
        if inquiry.promised_call_at > now + SOON:
            break
        found.append(
            Work(
                title=inquiry.name,
                why="The promised call is late." if late else "The promised call is close.",
                href=reverse("staff:inquiry", kwargs={"inquiry_id": inquiry.pk}),
                tone="danger" if late else "warn",
                due=f"by {when(inquiry.promised_call_at)}",
                meta=inquiry.phone or inquiry.email,
            )
        )
    return found


def _groups(viewer: Viewer, now: datetime, today: date) -> list[Work]:
    """Today's sessions led."""
    return [_group(meeting, now) for meeting in meetings(today, today, leader_id=viewer.account_id)]


def _group(meeting: Meeting, now: datetime) -> Work:
    zone = meeting.group.track.site.zone
    if meeting.cancelled:
        why, tone, page = "Cancelled.", "", "staff:roster"
    elif not meeting.rolled:
        opens = meeting.starts - timedelta(minutes=15)
        late = now > meeting.ends
        why = f"{meeting.expected} expected. Attendance opens at {clock_time(opens, zone)}"
        if now >= opens:
            why = f"{meeting.expected} expected. " + (
                "Attendance was not taken." if late else "Attendance is open."
            )
        tone, page = ("warn" if late else "", "staff:roster")
    else:
        why = f"{meeting.present} of {meeting.expected} here. {NOTE_WORDS[meeting.note]}"
        tone = "ok" if meeting.note == "signed" else ("warn" if now > meeting.ends else "")
        page = "staff:note"
    return Work(
        title=meeting.group.name,
        why=why,
        href=_meeting_url(page, meeting),
        tone=tone,
        due=f"{clock_time(meeting.starts, zone)} to {clock_time(meeting.ends, zone)}",
        meta=f"{meeting.group.track.name}, {meeting.group.room or 'by video'}",
    )


NOTE_WORDS = {"": "No note yet.", "draft": "The note is a draft.", "signed": "The note is signed."}


def _meeting_url(page: str, meeting: Meeting) -> str:
    return reverse(page, kwargs={"group_id": meeting.group.pk, "day": meeting.day})


def _unfinished(viewer: Viewer, now: datetime, today: date) -> list[Work]:
    """Attendance and notes of the days before that are still owed, and every draft, however old."""
    found, shown = [], set()
    for meeting in meetings(
        today - LOOK_BACK, today - timedelta(days=1), leader_id=viewer.account_id
    ):
        if meeting.cancelled or not meeting.expected or meeting.note == "signed":
            continue
        if meeting.session:
            shown.add(meeting.session.pk)
        if not meeting.rolled:
            why, page = (
                "Attendance was not taken: nobody's time counts until it is.",
                "staff:roster",
            )
        elif meeting.present:
            why, page = f"{meeting.present} were here. {NOTE_WORDS[meeting.note]}", "staff:note"
        else:
            continue
        due = f"since {day(meeting.day, 'l, M j')}"
        found.append(
            Work(
                meeting.group.name,
                why,
                _meeting_url(page, meeting),
                "warn",
                due,
                meeting.group.track.name,
            )
        )
    older = (
        {draft.occasion_id: draft for draft in unsigned_by(viewer.account_id)}
        if viewer.account_id
        else {}
    )
    for session in sessions_with(set(older) - shown):
        if session.day < today:
            url = reverse("staff:note", kwargs={"group_id": session.group_id, "day": session.day})
            due = f"since {day(session.day, 'l, M j')}"
            found.append(
                Work(
                    session.group.name,
                    "The note is a draft.",
                    url,
                    "warn",
                    due,
                    session.group.track.name,
                )
            )
    return found


def _appointments(viewer: Viewer, now: datetime, today: date) -> list[Work]:
    start = at_local(today, datetime.min.time(), DEFAULT_ZONE)
    end = at_local(today + timedelta(days=1), datetime.min.time(), DEFAULT_ZONE)
    found = []
    for booked in appointments_of_staff(viewer, start=start, end=end):
        name = booked.patient.person.full_name if booked.patient else booked.with_name
        href = ""
        if booked.occasion_id and viewer.may(Permission.PIPELINE_WORK):
            href = reverse("staff:inquiry", kwargs={"inquiry_id": booked.occasion_id})
        elif booked.patient_id and viewer.may(Permission.CHART_READ):
            href = reverse("staff:chart", kwargs={"patient_id": booked.patient_id})
        if booked.patient_id and booked.kind in KINDS and viewer.may(Permission.CHART_READ):
            href = reverse("staff:visit", kwargs={"visit_id": booked.pk})
        late = now > booked.during.upper
        why = f"{booked.get_kind_display()}, {booked.place}." + (
            " Say how it ended." if late else ""
        )
        due = f"{clock_time(booked.during.lower)} to {clock_time(booked.during.upper)}"
        found.append(Work(name, why, href, "warn" if late else "", due))
    return found


def _owed(viewer: Viewer, now: datetime, today: date) -> list[Work]:
    found = []
    for section in owed_by(viewer):
        open_fields = len(missing(section))
        left = (
            f"{open_fields} {'answer' if open_fields == 1 else 'answers'} to write."
            if open_fields
            else "Ready to sign."
        )
        found.append(
            Work(
                title=section.assessment.patient.person.full_name,
                why=f"{section.get_kind_display()}: {left}",
                href=reverse(
                    "staff:section",
                    kwargs={"assessment_id": section.assessment_id, "kind": section.kind},
                ),
                due=f"since {day(section.assessment.opened_at)}",
                tone="warn" if now - section.assessment.opened_at > timedelta(days=2) else "",
            )
        )
    return found


def _undecided(viewer: Viewer, now: datetime, today: date) -> list[Work]:
    return [
        Work(
            title=assessment.patient.person.full_name,
            why="Both parts are signed. Decide on the level of care.",
            href=reverse("staff:level", kwargs={"assessment_id": assessment.pk}),
            due=f"opened {day(assessment.opened_at)}",
        )
        for assessment in undecided(viewer)
    ]


def _short_weeks(viewer: Viewer, now: datetime, today: date) -> list[Work]:
    """Members who missed time and can hardly, or no longer, reach the minimum this week."""
    seen = {patient.pk: patient for patient in patients(viewer)}
    hours = weeks(viewer, seen, week_start(today), today=today)
    tight = [
        (week.slack, pk)
        for pk, week in hours.items()
        if week.missed and week.slack < TIGHT and week.short
    ]
    found = []
    for _slack, pk in sorted(tight, key=lambda pair: (pair[0], seen[pair[1]].person.family_name)):
        week = hours[pk]
        end = (
            f"the {minutes(week.least)} are lost this week."
            if week.lost
            else "not one more group may be missed."
        )
        found.append(
            Work(
                title=seen[pk].person.full_name,
                why=f"{minutes(week.short)} missing, {minutes(week.possible)} still possible: {end}",
                href=reverse("staff:chart", kwargs={"patient_id": pk}),
                tone="warn" if week.lost else "",
                due=f"{minutes(week.done)} of {minutes(week.least)}",
            )
        )
    return found


def _messages(viewer: Viewer, now: datetime, today: date) -> list[Work]:
    count = stuck(viewer).count()
    if not count:
        return []
    title = f"{count} {'message' if count == 1 else 'messages'} did not leave"
    return [
        Work(
            title,
            "The mail server refused. People may be waiting for a link.",
            reverse("staff:messages"),
            "warn",
        )
    ]


Gather = Callable[[Viewer, datetime, date], list[Work]]
# who sees it, its title, whether it is owed or only in the calendar, where it comes from
PARTS: tuple[tuple[tuple[Permission, ...], str, bool, Gather], ...] = (
    ((Permission.PIPELINE_WORK,), "Calls we promised", True, _calls),
    ((Permission.NOTE_WRITE,), "Your groups today", False, _groups),
    ((Permission.SCHEDULE_READ,), "Your appointments today", False, _appointments),
    ((Permission.ASSESS, Permission.EVALUATE), "Assessments you owe", True, _owed),
    ((Permission.DECIDE_LEVEL,), "Levels of care to decide", True, _undecided),
    ((Permission.OUTREACH_WORK,), "Missed days to call about", True, outreach),
    ((Permission.DECIDE_LEVEL,), "Weeks that are short", True, _short_weeks),
    ((Permission.NOTE_WRITE,), "Attendance and notes still owed", True, _unfinished),
    ((Permission.NOTE_WRITE,), "Appointments without an outcome", True, open_visits),
    ((Permission.NOTE_WRITE,), "Session notes you owe", True, visit_notes),
    ((Permission.NOTE_WRITE,), "Notes to co-sign", True, cosign),
    ((Permission.MESSAGES_READ,), "Messages", True, _messages),
)
