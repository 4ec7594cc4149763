"""What days announce, outreach answers – in the same transaction, so that no missed day is lost."""

from datetime import datetime
from uuid import UUID

from stepwell.chart.episodes.models import Episode
from stepwell.foundation import clock
from stepwell.foundation.announcements import during
from stepwell.foundation.errors import Refused
from stepwell.foundation.jobs import periodic
from stepwell.journey.calendar.models import GroupSession
from stepwell.journey.days.models import Presence
from stepwell.journey.outreach import actions, rules
from stepwell.journey.outreach.queries import (
    alarmed_since,
    due_to_escalate,
    in_program,
    left_behind,
    misses_on,
    standing_on,
)
from stepwell.journey.outreach.rules import Miss
from stepwell.journey.outreach.terms import LIVE
from stepwell.trust.people.viewer import Viewer, system

BY = system("outreach")
CORRECTED = "Attendance was corrected: nothing was missed."
LEFT = "They left the program."


@during("roll.taken")
def look_after_roll(*, session: GroupSession, by: Viewer, at: datetime) -> None:
    look(session, at=at)


@during("presence.corrected")
def look_after_correction(*, presence: Presence, by: Viewer, at: datetime) -> None:
    if presence.session is not None:  # minutes of an appointment are nobody's program day
        look(presence.session, at=at, only=presence.patient_id)


def look(session: GroupSession, *, at: datetime, only: UUID | None = None) -> None:
    """Bring the tasks of a session's day in step with the minute ledger. Attendance taken late opens none."""
    if at - session.during.upper > rules.LOOK_BACK:
        return
    found = misses_on(session.group.track, session.day)
    if only:
        found = {only: found.get(only)}
    standing = standing_on(session.day, list(found))
    for patient_id, task in standing.items():
        _restate(task, found[patient_id], at)
    new = {pk: miss for pk, miss in found.items() if miss and pk not in standing}
    if not new:
        return
    stays = in_program(BY, list(new))
    alarmed = alarmed_since(at - rules.RECENT_ALARM, list(stays))
    for patient_id, episode in stays.items():
        actions.open_task(
            episode=episode,
            day=session.day,
            miss=new[patient_id],
            urgent_because=_urgent(episode, session, patient_id in alarmed),
            by=BY,
            at=at,
        )


def _urgent(episode: Episode, session: GroupSession, alarmed: bool) -> str:
    days = (session.day - episode.opened_on).days
    return " ".join(rules.urgency(alarm_recent=alarmed, days_in_stay=days))


def _restate(task: actions.OutreachTask, miss: Miss | None, at: datetime) -> None:
    if task.state not in LIVE:
        return
    if miss is None:
        actions.withdraw(task=task, because=CORRECTED, by=BY, at=at)
    elif (miss.kind, miss.minutes) != (task.kind, task.minutes):
        actions.restate(task=task, miss=miss, by=BY, at=at)


def sweep(*, at: datetime) -> int:
    """Hand what was not reached in time to the directors, and take back what concerns who left. Returns how many."""
    count = 0
    for task in left_behind():
        actions.withdraw(task=task, because=LEFT, by=BY, at=at)
    for task, why in due_to_escalate(at=at):
        try:
            actions.escalate(task=task, because=why, by=BY, at=at)
        except Refused:
            continue  # somebody reached them a moment ago
        count += 1
    return count


@periodic("outreach.sweep", cron="*/10 * * * *")
def _sweep() -> None:
    sweep(at=clock.now())
