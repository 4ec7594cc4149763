from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from stepwell.foundation.acting import action, savepoint
from stepwell.foundation.clock import clinic_day
from stepwell.foundation.errors import Conflict
from stepwell.foundation.records import lock
from stepwell.journey.calendar import queries, rules
from stepwell.journey.calendar.models import Appointment, GroupSession
from stepwell.journey.calendar.terms import APPOINTMENT
from stepwell.offering.programs.models import Group
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Account, Patient
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@action
def book(
    *,
    kind: str,
    staff: Account,
    start: datetime,
    minutes: int,
    by: Viewer,
    at: datetime,
    patient: Patient | None = None,
    with_name: str = "",
    occasion_id: UUID | None = None,
    place: str = "phone",
) -> Appointment:
    """Book a time. Raises `Conflict` when the member of staff or the patient is booked then already."""
    by.require(Permission.SCHEDULE_WRITE)
    end = start + timedelta(minutes=minutes)
    seen = rules.may_be_seen(
        away=queries.is_away(staff.pk, start=start, end=end),
        closed=queries.all_closed(clinic_day(start)),
    )
    (rules.may_book(start=start, minutes=minutes, now=at) & seen).enforce()
    try:
        with savepoint():
            appointment = Appointment.objects.create(
                kind=kind,
                staff=staff,
                patient=patient,
                with_name=with_name,
                occasion_id=occasion_id,
                during=DateTimeTZRange(start, end),
                place=place,
                booked_at=at,
                booked_by=by.account_id,
            )
    except IntegrityError as error:
        raise Conflict(_taken(error), code="appointment.taken") from error
    record(
        by=by,
        at=at,
        event="appointment.booked",
        subject=appointment,
        patient_id=patient.pk if patient else None,
        detail={"kind": kind},
    )
    return appointment


def _taken(error: IntegrityError) -> str:
    if "appointment_patient_once" in str(error):
        return "The patient is booked at that time already. Choose another."
    return "That time was taken a moment ago. Choose another."


@action
def set_state(*, appointment: Appointment, state: str, by: Viewer, at: datetime) -> Appointment:
    """Kept, missed or cancelled: once, from booked."""
    by.require(Permission.SCHEDULE_WRITE)
    appointment = lock(appointment)
    event = APPOINTMENT.event(appointment.state, state)
    appointment.state = state
    appointment.save(update_fields=["state"])
    record(by=by, at=at, event=event, subject=appointment, patient_id=appointment.patient_id)
    return appointment


@action
def open_session(*, group: Group, day: date, by: Viewer, at: datetime) -> GroupSession:
    """The meeting of a group on a day, made when it is first needed. Asked for twice it is the same one."""
    by.require(Permission.ATTENDANCE_MARK)
    session, _new = GroupSession.objects.get_or_create(
        group=group, day=day, defaults=queries.as_planned(group, day)
    )
    record(by=by, at=at, event="session.opened", subject=session)
    return session
