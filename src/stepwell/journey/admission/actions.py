from datetime import date, datetime
from typing import Any

from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateRange

from stepwell.chart.episodes.actions import open_episode
from stepwell.chart.episodes.models import Episode
from stepwell.chart.measures.actions import ask
from stepwell.foundation.acting import action, savepoint
from stepwell.foundation.clock import local_day
from stepwell.foundation.errors import Conflict
from stepwell.foundation.records import lock
from stepwell.journey.admission import queries, rules
from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.assessment.models import Assessment, LevelDecision
from stepwell.journey.intake.actions import move_inquiry
from stepwell.journey.intake.terms import InquiryState
from stepwell.offering.programs.levels import level as level_of_care
from stepwell.offering.programs.models import Track
from stepwell.trust.access.actions import join_care_team
from stepwell.trust.access.queries import permit
from stepwell.trust.consent import queries as consents
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission, Role
from stepwell.trust.people.viewer import Viewer, system


@action
def admit(
    *,
    assessment: Assessment,
    track: Track,
    weekdays: list[int],
    first_day: date,
    by: Viewer,
    at: datetime,
) -> Episode:
    """Open the stay: episode, level, seat and schedule, care team, first measure – all of it or nothing.

    Raises `Refused` with what is missing, or `Conflict` when the last seat went to someone else this moment.
    """
    patient = assessment.patient
    permit(by, Permission.ADMIT, patient.pk, need=Permission.ADMISSION_READ)
    assessment = lock(assessment)
    decision = getattr(assessment, "decision", None)
    today = local_day(at, track.site.zone)
    rules.may_admit(
        decided_level=decision.level if decision else None,
        track_level=track.level,
        consents=consents.in_force(patient.pk, on=today),
        free_seats=queries.free_seats(track, from_day=first_day).count(),
        first_day=first_day,
        today=today,
        weekdays=weekdays,
        track_weekdays=track.weekdays,
        least_days=level_of_care(track.level, today).days_per_week[0],
    ).enforce()
    episode = open_episode(
        patient=patient,
        site=track.site,
        level=track.level,
        on=first_day,
        reason=_why(decision),
        by=by,
        at=at,
    )
    seat: dict[str, Any] = {"track": track, "weekdays": weekdays, "first_day": first_day}
    take_seat(episode=episode, patient=patient, **seat, by=by, at=at)
    join_care_team(
        patient=patient, account_id=track.therapist_id, role=Role.THERAPIST, by=by, at=at
    )
    ask(patient=patient, instrument_id="phq-9", due_on=first_day, by=_asker(by), at=at)
    if assessment.inquiry and assessment.inquiry.state == InquiryState.ASSESSING:
        move_inquiry(inquiry=assessment.inquiry, to=InquiryState.ADMITTED, by=by, at=at)
    record(
        by=by,
        at=at,
        event="patient.admitted",
        subject=episode,
        patient_id=patient.pk,
        detail={"track": str(track.pk), "level": track.level},
    )
    return episode


def _why(decision: LevelDecision | None) -> str:
    """The clinician's reason, else the first the recommendation gave for not going lower."""
    if decision is None:
        return ""
    return decision.reason or "; ".join(decision.recommendation.get("why_not_lower", [])[:1])


def _asker(by: Viewer) -> Viewer:
    """Admission puts the first measure before the patient whoever admits; it is the program that asks."""
    return system(f"admission by {by.label}")


@action
def take_seat(
    *,
    episode: Episode,
    patient: Patient,
    track: Track,
    weekdays: list[int],
    first_day: date,
    by: Viewer,
    at: datetime,
) -> SeatAssignment:
    """Hold the lowest free seat of a track from a day on. Two at once: one gets it, the other a `Conflict`."""
    # Who may change the level of care may also seat someone at the new one.
    wanted = Permission.ADMIT if by.may(Permission.ADMIT) else Permission.STEP_DOWN
    permit(by, wanted, patient.pk, need=Permission.ADMISSION_READ)
    for seat in queries.free_seats(track, from_day=first_day)[:3]:
        lock(
            seat
        )  # two who want it wait in line here; in the exclusion constraint they could deadlock
        try:
            with savepoint():
                held = SeatAssignment.objects.create(
                    seat=seat,
                    patient=patient,
                    episode=episode,
                    weekdays=sorted(set(weekdays)),
                    during=DateRange(first_day, None),
                    assigned_at=at,
                    assigned_by=by.account_id,
                )
        except IntegrityError as error:
            if "patient_one_seat_at_a_time" in str(error):
                raise Conflict("This patient holds a seat already.", code="seat.patient") from error
            continue
        record(
            by=by,
            at=at,
            event="seat.taken",
            subject=held,
            patient_id=patient.pk,
            detail={"track": str(track.pk), "seat": seat.number},
        )
        return held
    raise Conflict(
        "The last seat was taken a moment ago. Choose another track or a later day.",
        code="seat.full",
    )


@action
def leave_seat(*, held: SeatAssignment, last_day: date, by: Viewer, at: datetime) -> SeatAssignment:
    """Give a seat back: it is free from `last_day` on (the first day it is not held any more)."""
    permit(by, Permission.STEP_DOWN, held.patient_id)
    held = lock(held)
    held.during = DateRange(held.during.lower, max(last_day, held.during.lower))
    if held.during.lower == held.during.upper:
        held.during = DateRange(empty=True)
    held.save(update_fields=["during"])
    record(by=by, at=at, event="seat.left", subject=held, patient_id=held.patient_id)
    return held
