from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from stepwell.chart.episodes.models import Episode
from stepwell.chart.episodes.terms import EpisodeState
from stepwell.foundation.errors import NotFound
from stepwell.trust.access.queries import visible
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


def episodes(viewer: Viewer, *, need: Permission = Permission.CHART_READ) -> QuerySet[Episode]:
    rows = Episode.objects.select_related("patient__person", "site").prefetch_related("levels")
    return visible(viewer, rows, need=need)


def open_episode(
    viewer: Viewer, patient_id: UUID, *, need: Permission = Permission.CHART_READ
) -> Episode | None:
    """The stay a patient is in now, if any."""
    return (
        episodes(viewer, need=need).filter(patient_id=patient_id, state=EpisodeState.ACTIVE).first()
    )


def episode_for(viewer: Viewer, patient_id: UUID) -> Episode:
    found = open_episode(viewer, patient_id)
    if found is None:
        raise NotFound("This person is not in the program now.")
    return found


def last_episode(
    viewer: Viewer, patient_id: UUID, *, need: Permission = Permission.CHART_READ
) -> Episode | None:
    """The stay a patient is in, or else the one they were in last."""
    return (
        episodes(viewer, need=need)
        .filter(patient_id=patient_id)
        .order_by("-opened_on", "-pk")
        .first()
    )


def level_on(episode: Episode, day: date) -> str | None:
    """The level of care of a stay on a day. Uses prefetched levels when there are."""
    return next((p.level for p in episode.levels.all() if day in p.during), None)


def level_since(episode: Episode, day: date) -> date | None:
    """Since when the level that holds on a day has held."""
    return next((p.during.lower for p in episode.levels.all() if day in p.during), None)
