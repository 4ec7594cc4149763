from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from stepwell.chart.episodes import rules
from stepwell.chart.episodes.models import Episode, LevelPeriod
from stepwell.chart.episodes.terms import EPISODE, EpisodeState
from stepwell.foundation.acting import action
from stepwell.foundation.records import lock
from stepwell.offering.programs.models import Site
from stepwell.trust.access.queries import permit
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@action
def open_episode(
    *, patient: Patient, site: Site, level: str, on: date, reason: str, by: Viewer, at: datetime
) -> Episode:
    """Begin a stay at a level of care from a local day on."""
    permit(by, Permission.ADMIT, patient.pk, need=Permission.ADMISSION_READ)
    lock(patient)
    has_open = Episode.objects.filter(patient=patient, state=EpisodeState.ACTIVE).exists()
    rules.may_open(has_open=has_open).enforce()
    episode = Episode.objects.create(patient=patient, site=site, opened_on=on)
    LevelPeriod.objects.create(
        episode=episode,
        level=level,
        during=DateRange(on, None),
        reason=reason,
        decided_by=by.account_id,
        decided_at=at,
    )
    record(
        by=by,
        at=at,
        event="episode.opened",
        subject=episode,
        patient_id=patient.pk,
        detail={"level": level},
    )
    return episode


@action
def change_level(
    *, episode: Episode, level: str, on: date, reason: str, by: Viewer, at: datetime
) -> LevelPeriod:
    """End the present level on a day and begin another on it."""
    permit(by, Permission.STEP_DOWN, episode.patient_id)
    episode = lock(episode)
    current = episode.levels.filter(during__upper_inf=True).first()
    rules.may_change_level(
        state=episode.state,
        current=current.level if current else None,
        new=level,
        on=on,
        since=current.during.lower if current else None,
    ).enforce()
    if current:
        current.during = DateRange(current.during.lower, on)
        current.save(update_fields=["during"])
    period = LevelPeriod.objects.create(
        episode=episode,
        level=level,
        during=DateRange(on, None),
        reason=reason,
        decided_by=by.account_id,
        decided_at=at,
    )
    record(
        by=by,
        at=at,
        event="level.changed",
        subject=period,
        patient_id=episode.patient_id,
        reason=reason,
        detail={"from": current.level if current else None, "to": level},
    )
    return period


@action
def close_episode(*, episode: Episode, on: date, reason: str, by: Viewer, at: datetime) -> Episode:
    """End a stay on a day; that day is its last."""
    permit(by, Permission.STEP_DOWN, episode.patient_id)
    episode = lock(episode)
    rules.may_close(state=episode.state, on=on, opened_on=episode.opened_on).enforce()
    event = EPISODE.event(episode.state, EpisodeState.CLOSED)
    _end_levels(episode, on + timedelta(days=1))
    episode.state, episode.closed_on, episode.close_reason = EpisodeState.CLOSED, on, reason
    episode.save(update_fields=["state", "closed_on", "close_reason"])
    record(by=by, at=at, event=event, subject=episode, patient_id=episode.patient_id, reason=reason)
    return episode


def _end_levels(episode: Episode, end: date) -> None:
    """Cut the level periods off at a day; one that was still to begin never holds."""
    for period in episode.levels.exclude(during__isempty=True):
        lower, upper = period.during.lower, period.during.upper
        if upper is None or upper > end:
            period.during = DateRange(lower, end) if lower < end else DateRange(empty=True)
            period.save(update_fields=["during"])
