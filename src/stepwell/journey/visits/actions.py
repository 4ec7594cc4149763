"""From booking to outcome. What was kept is written into the minute ledger once, and corrected by new rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from stepwell.foundation.acting import action
from stepwell.foundation.announcements import announce
from stepwell.foundation.errors import BadInput, NotFound
from stepwell.foundation.ids import new_id
from stepwell.foundation.records import lock
from stepwell.journey.calendar.actions import book, set_state
from stepwell.journey.calendar.models import Appointment
from stepwell.journey.days.models import Presence
from stepwell.journey.visits import queries, rules
from stepwell.journey.visits.terms import KINDS, PLACES, RELATIONS
from stepwell.trust.access.queries import permit
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Account, Patient
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@action
def schedule(
    *,
    patient: Patient,
    staff: Account,
    kind: str,
    starts: Sequence[datetime],
    minutes: int,
    place: str,
    by: Viewer,
    at: datetime,
) -> list[Appointment]:
    """Book one appointment or a series, each a row of its own; all or none.

    Raises `Refused` with what stands in the way, `Conflict` when someone else was faster.
    """
    permit(by, Permission.SCHEDULE_WRITE, patient.pk)
    lock(patient)  # two people booking for one patient wait for one another
    if place not in PLACES:
        raise BadInput("Choose where it takes place.", place="place")
    taken = queries.clashes(patient.pk, staff.pk, starts, minutes=minutes)
    rules.may_schedule(
        times=len(starts), clashes=sorted(set(taken.values())), offered=kind in KINDS
    ).enforce()
    booked = [
        book(
            kind=kind,
            staff=staff,
            patient=patient,
            start=start,
            minutes=minutes,
            place=place,
            by=by,
            at=at,
        )
        for start in starts
    ]
    if len(booked) > 1:
        Appointment.objects.filter(pk__in=[each.pk for each in booked]).update(series=new_id())
    record(
        by=by,
        at=at,
        event="visits.scheduled",
        subject=booked[0],
        patient_id=patient.pk,
        detail={"times": len(booked)},
    )
    return booked


@action
def begin(*, visit: Appointment, by: Viewer, at: datetime) -> Appointment:
    """It begins now: the time is offered when its outcome is written down."""
    permit(by, Permission.SCHEDULE_WRITE, _patient(visit))
    visit = lock(visit)
    rules.may_begin(
        booked=visit.state == Appointment.State.BOOKED,
        begun=visit.begun_at is not None,
        start=visit.during.lower,
        now=at,
    ).enforce()
    visit.begun_at = at
    visit.save(update_fields=["begun_at"])
    record(by=by, at=at, event="visit.begun", subject=visit, patient_id=visit.patient_id)
    return visit


@action
def keep_appointment(
    *,
    appointment: Appointment,
    joined_at: datetime,
    left_at: datetime,
    place: str,
    by: Viewer,
    at: datetime,
    patient_state: str = "",
    attendees: Collection[str] = (),
) -> Presence:
    """It took place: its minutes go into the ledger. `attendees` are others who took part, by relation.

    Raises `Refused` when it has an outcome already or a time makes no sense.
    """
    permit(by, Permission.SCHEDULE_WRITE, _patient(appointment))
    visit = lock(appointment)
    if place not in PLACES or not set(attendees) <= set(RELATIONS):
        raise BadInput("Choose where it took place and who took part.", place="place")
    rules.may_keep(
        joined=joined_at,
        left=left_at,
        start=visit.during.lower,
        now=at,
        place=place,
        patient_state=patient_state,
    ).enforce()
    visit = set_state(appointment=visit, state=Appointment.State.KEPT, by=by, at=at)
    _outcome(visit, by, at)
    visit.place, visit.patient_state, visit.attendees = place, patient_state, sorted(attendees)
    visit.save(update_fields=["place", "patient_state", "attendees", "ended_at", "ended_by"])
    row = Presence.objects.create(
        appointment=visit,
        patient_id=_patient(visit),
        joined_at=joined_at,
        left_at=left_at,
        source=Presence.Source.ROSTER,
        recorded_at=at,
        recorded_by=by.signer,
    )
    record(by=by, at=at, event="visit.minutes", subject=row, patient_id=row.patient_id)
    announce("visit.kept", visit=visit, presence=row, by=by, at=at)
    return row


@action
def correct_minutes(
    *,
    appointment: Appointment,
    joined_at: datetime,
    left_at: datetime,
    reason: str,
    by: Viewer,
    at: datetime,
) -> Presence:
    """Correct the times of a kept appointment by a new row in the ledger."""
    permit(by, Permission.SCHEDULE_WRITE, _patient(appointment))
    visit = lock(appointment)
    old = Presence.objects.filter(appointment=visit, replaced_by__isnull=True).first()
    rules.may_correct(
        kept=old is not None,
        reason=reason,
        changes=old is None or (old.joined_at, old.left_at) != (joined_at, left_at),
    ).enforce()
    rules.may_keep(
        joined=joined_at,
        left=left_at,
        start=visit.during.lower,
        now=at,
        place=visit.place,
        patient_state=visit.patient_state,
    ).enforce()
    row = Presence.objects.create(
        appointment=visit,
        patient_id=_patient(visit),
        joined_at=joined_at,
        left_at=left_at,
        source=Presence.Source.CORRECTION,
        recorded_at=at,
        recorded_by=by.signer,
        replaces=old,
        reason=reason.strip(),
    )
    record(
        by=by,
        at=at,
        event="visit.corrected",
        subject=row,
        patient_id=row.patient_id,
        reason=reason,
    )
    return row


@action
def miss(*, visit: Appointment, by: Viewer, at: datetime) -> Appointment:
    """The patient did not come."""
    permit(by, Permission.SCHEDULE_WRITE, _patient(visit))
    visit = lock(visit)
    rules.may_miss(
        booked=visit.state == Appointment.State.BOOKED, start=visit.during.lower, now=at
    ).enforce()
    visit = set_state(appointment=visit, state=Appointment.State.MISSED, by=by, at=at)
    _outcome(visit, by, at)
    visit.save(update_fields=["ended_at", "ended_by"])
    record(by=by, at=at, event="visit.missed", subject=visit, patient_id=visit.patient_id)
    return visit


@action
def cancel(
    *, visit: Appointment, ended_for: str, reason: str, by: Viewer, at: datetime
) -> Appointment:
    """It will not take place. `ended_for`: who cancels, "patient" or "clinic"."""
    permit(by, Permission.SCHEDULE_WRITE, _patient(visit))
    visit = lock(visit)
    rules.may_cancel(
        booked=visit.state == Appointment.State.BOOKED,
        begun=visit.begun_at is not None,
        reason=reason,
        ended_for=ended_for,
    ).enforce()
    visit = set_state(appointment=visit, state=Appointment.State.CANCELLED, by=by, at=at)
    _outcome(visit, by, at)
    visit.ended_for, visit.end_reason = ended_for, reason.strip()
    visit.late = rules.is_late(ended_for=ended_for, start=visit.during.lower, at=at)
    visit.save(update_fields=["ended_at", "ended_by", "ended_for", "end_reason", "late"])
    record(
        by=by,
        at=at,
        event="visit.cancelled",
        subject=visit,
        patient_id=visit.patient_id,
        reason=reason,
    )
    return visit


@action
def reschedule(
    *,
    visit: Appointment,
    start: datetime,
    ended_for: str,
    reason: str,
    by: Viewer,
    at: datetime,
) -> Appointment:
    """Move it: the old one is cancelled, a new one follows it."""
    old = cancel(visit=visit, ended_for=ended_for, reason=reason, by=by, at=at)
    assert old.patient is not None
    length = old.during.upper - old.during.lower
    new = schedule(
        patient=old.patient,
        staff=old.staff,
        kind=old.kind,
        starts=[start],
        minutes=int(length.total_seconds() // 60),
        place=old.place,
        by=by,
        at=at,
    )[0]
    new.follows, new.series = old, old.series
    new.save(update_fields=["follows", "series"])
    record(by=by, at=at, event="visit.moved", subject=new, patient_id=new.patient_id, reason=reason)
    return new


def _patient(visit: Appointment) -> UUID:
    if visit.patient_id is None:  # a conversation with someone who asked: journey.intake closes it
        raise NotFound("We could not find that appointment.")
    return visit.patient_id


def _outcome(visit: Appointment, by: Viewer, at: datetime) -> None:
    visit.ended_at, visit.ended_by = at, by.account_id
