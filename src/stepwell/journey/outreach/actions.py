"""Opening, working and ending outreach. The system opens and takes back; people try, reach and agree."""

from datetime import date, datetime
from typing import Any

from django.conf import settings

from stepwell.chart.episodes.models import Episode
from stepwell.foundation.acting import action
from stepwell.foundation.clock import local_day
from stepwell.foundation.records import lock
from stepwell.journey.outreach import rules
from stepwell.journey.outreach.models import OutreachAttempt, OutreachTask
from stepwell.journey.outreach.queries import standing_on, video_left
from stepwell.journey.outreach.rules import Miss
from stepwell.journey.outreach.terms import TASK, Agreed, Channel, Heard, TaskState
from stepwell.trust.access.queries import clinician_of, permit
from stepwell.trust.consent.actions import message
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.queries import staff
from stepwell.trust.people.roles import Permission, Role
from stepwell.trust.people.viewer import Viewer


@action
def open_task(
    *,
    episode: Episode,
    day: date,
    miss: Miss,
    urgent_because: str,
    by: Viewer,
    at: datetime,
) -> OutreachTask:
    """Ask for outreach after a missed day: of the patient's therapist, else of a program director.

    Asked for twice it is the same task.
    """
    permit(by, Permission.OUTREACH_WORK, episode.patient_id)
    lock(episode)  # two sessions of a day may be marked at the same moment
    task = standing_on(day, [episode.patient_id]).get(episode.patient_id)
    if task is None:
        owner = clinician_of(episode.patient_id, Role.THERAPIST)
        task = OutreachTask.objects.create(
            patient_id=episode.patient_id,
            day=day,
            site_id=episode.site_id,
            owner=owner or staff(role=Role.PROGRAM_DIRECTOR).first(),
            kind=miss.kind,
            minutes=miss.minutes,
            opened_at=at,
            urgent_because=urgent_because,
        )
    record(by=by, at=at, event="outreach.opened", **_about(task, miss=miss.kind))
    return task


@action
def restate(*, task: OutreachTask, miss: Miss, by: Viewer, at: datetime) -> OutreachTask:
    """What was missed is more or less than it was: another session was marked, or one corrected."""
    permit(by, Permission.OUTREACH_WORK, task.patient_id)
    task = lock(task)
    rules.may_work(task.state).enforce()
    task.kind, task.minutes = miss.kind, miss.minutes
    task.save(update_fields=["kind", "minutes"])
    record(by=by, at=at, event="outreach.restated", **_about(task, miss=miss.kind))
    return task


@action
def withdraw(*, task: OutreachTask, because: str, by: Viewer, at: datetime) -> OutreachTask:
    """Take a task back, with why: attendance was corrected, or the patient left the program."""
    permit(by, Permission.OUTREACH_WORK, task.patient_id)
    task = lock(task)
    event = TASK.event(task.state, TaskState.WITHDRAWN)
    task.state, task.closed_at, task.closed_by = TaskState.WITHDRAWN, at, by.account_id
    task.note = because
    task.save(update_fields=["state", "closed_at", "closed_by", "note"])
    record(by=by, at=at, event=event, **_about(task))
    return task


@action
def attempt(
    *,
    task: OutreachTask,
    channel: str,
    heard: str,
    note: str,
    by: Viewer,
    at: datetime,
) -> OutreachTask:
    """Write down one try. Reaching them moves the task on; anything else counts as a try."""
    permit(by, Permission.OUTREACH_WORK, task.patient_id)
    task = lock(task)
    rules.may_try(state=task.state, channel=channel, heard=heard).enforce()
    event = _tried(task, channel, heard, note, by, at)
    record(by=by, at=at, event=event, **_about(task, channel=channel, heard=heard))
    return task


@action
def send_message(*, task: OutreachTask, by: Viewer, at: datetime) -> OutreachTask:
    """Send the fixed neutral e-mail, at most once for a task, and count it as a try."""
    permit(by, Permission.OUTREACH_WORK, task.patient_id)
    task = lock(task)
    person = task.patient.person
    rules.may_message(
        state=task.state,
        email=person.email,
        sent_already=task.attempts.filter(heard=Heard.SENT).exists(),
    ).enforce()
    message(
        kind="missed-you",
        to=person.email,
        language=person.language,
        values={
            "name": person.called,
            "phone": task.site.phone,
            "organization": settings.ORGANIZATION,
        },
        by=by,
        at=at,
        dedup_key=f"outreach:{task.pk}",
        patient=task.patient,
    )
    event = _tried(task, Channel.EMAIL, Heard.SENT, "", by, at)
    record(by=by, at=at, event=event, **_about(task, channel=Channel.EMAIL, heard=Heard.SENT))
    return task


def _tried(
    task: OutreachTask, channel: str, heard: str, note: str, by: Viewer, at: datetime
) -> str:
    """Write one attempt and the move that follows from it. Returns its event."""
    # Who was reached once stays reached; who is with the director stays there until somebody reaches them.
    stays = task.state in (TaskState.REACHED, TaskState.ESCALATED)
    new = TaskState(task.state) if stays else TaskState.TRIED
    if heard == Heard.REACHED:
        new = TaskState.REACHED
    event = TASK.event(task.state, new)
    OutreachAttempt.objects.create(
        task=task, at=at, by=by.signer, channel=channel, heard=heard, note=note.strip()
    )
    task.state = new
    task.save(update_fields=["state"])
    return event


@action
def end(
    *,
    task: OutreachTask,
    agreed: str,
    barrier: str,
    note: str,
    by: Viewer,
    at: datetime,
) -> OutreachTask:
    """End outreach with what was agreed, what stood in the way (may be empty) and a sentence."""
    permit(by, Permission.OUTREACH_WORK, task.patient_id)
    task = lock(task)
    today = local_day(at, task.site.zone)
    video = agreed == Agreed.VIDEO and bool(video_left(by, task.patient_id, day=today, at=at))
    rules.may_end(state=task.state, agreed=agreed, note=note, video=video).enforce()
    new = TaskState.EXCUSED if agreed == Agreed.EXCUSED else TaskState.RESOLVED
    event = TASK.event(task.state, new)
    task.state, task.closed_at, task.closed_by = new, at, by.signer
    task.agreed, task.barrier, task.note = agreed, barrier, note.strip()
    task.save(update_fields=["state", "closed_at", "closed_by", "agreed", "barrier", "note"])
    record(by=by, at=at, event=event, **_about(task, agreed=agreed, barrier=barrier))
    return task


@action
def escalate(*, task: OutreachTask, because: str, by: Viewer, at: datetime) -> OutreachTask:
    """Hand a task without contact to the program directors, with why."""
    permit(by, Permission.OUTREACH_WORK, task.patient_id)
    task = lock(task)
    event = TASK.event(task.state, TaskState.ESCALATED)
    task.state, task.escalated_at, task.escalated_because = TaskState.ESCALATED, at, because
    task.save(update_fields=["state", "escalated_at", "escalated_because"])
    record(by=by, at=at, event=event, **_about(task))
    return task


def _about(task: OutreachTask, **detail: Any) -> dict[str, Any]:
    """What each event of a task says."""
    return {
        "subject": task,
        "patient_id": task.patient_id,
        "detail": {"day": task.day.isoformat(), **detail},
    }
