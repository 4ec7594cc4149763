from datetime import date, datetime
from typing import Any

from stepwell.chart.episodes.actions import change_level
from stepwell.chart.episodes.models import Episode
from stepwell.foundation.acting import action
from stepwell.foundation.clock import local_day
from stepwell.foundation.records import lock
from stepwell.journey.admission.actions import leave_seat, take_seat
from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.admission.queries import free_seats
from stepwell.journey.admission.rules import may_attend_on
from stepwell.journey.stepdown import queries, rules
from stepwell.journey.stepdown.models import Step
from stepwell.offering.programs.levels import level as level_of_care
from stepwell.offering.programs.models import Track
from stepwell.trust.access.actions import join_care_team
from stepwell.trust.access.queries import permit
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.roles import Permission, Role
from stepwell.trust.people.viewer import Viewer, system


@action
def step(
    *,
    episode: Episode,
    track: Track,
    weekdays: list[int],
    on: date,
    reason: str,
    by: Viewer,
    at: datetime,
) -> Step:
    """Go on at another level of care from a day on: the old seat ends, level and seat begin, in one transaction."""
    permit(by, Permission.STEP_DOWN, episode.patient_id)
    episode = lock(episode)
    today = local_day(at, episode.site.zone)
    rules.may_step(
        to_level=track.level,
        track_level=track.level,
        free_seats=free_seats(track, from_day=on).count(),
        reason=reason,
        on=on,
        today=today,
    ).enforce()
    least = level_of_care(track.level, on).days_per_week[0]
    may_attend_on(weekdays=weekdays, track_weekdays=track.weekdays, least_days=least).enforce()
    facts = queries.readiness(by, episode.patient_id, today=today)
    period = change_level(episode=episode, level=track.level, on=on, reason=reason, by=by, at=at)
    _change_seat(episode, track, weekdays, on, by, at)
    previous = episode.levels.exclude(pk=period.pk).order_by("-during").first()
    row = Step.objects.create(
        episode=episode,
        from_level=previous.level if previous else "",
        to_level=track.level,
        on_day=on,
        reason=reason.strip(),
        facts=_as_known(facts),
        decided_at=at,
        decided_by=by.signer,
    )
    record(
        by=by,
        at=at,
        event="level.stepped",
        subject=row,
        patient_id=episode.patient_id,
        reason=reason,
        detail={"from": row.from_level, "to": row.to_level},
    )
    return row


def _change_seat(
    episode: Episode, track: Track, weekdays: list[int], on: date, by: Viewer, at: datetime
) -> None:
    held = SeatAssignment.objects.filter(episode=episode, during__upper_inf=True).first()
    if held:
        leave_seat(held=held, last_day=on, by=by, at=at)
    seat: dict[str, Any] = {"track": track, "weekdays": weekdays, "first_day": on}
    take_seat(episode=episode, patient=episode.patient, **seat, by=by, at=at)
    # Who leads the new track's groups has to see whom they lead.
    join_care_team(
        patient=episode.patient,
        account_id=track.therapist_id,
        role=Role.THERAPIST,
        by=system(f"step by {by.label}"),
        at=at,
    )


def _as_known(facts: queries.Readiness) -> dict[str, object]:
    """What was known when it was decided, to be read later as it was."""
    return {
        "first_phq9": str(facts.first_phq9) if facts.first_phq9 is not None else None,
        "last_phq9": str(facts.last_phq9) if facts.last_phq9 is not None else None,
        "minutes_by_week": [[day.isoformat(), minutes] for day, minutes in facts.minutes_by_week],
        "open_alarms": facts.open_alarms,
    }
