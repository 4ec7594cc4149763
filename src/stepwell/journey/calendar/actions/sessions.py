"""One meeting of a group: it is cancelled, restored, moved, or led by somebody else."""

from datetime import date, datetime

from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from stepwell.foundation.acting import action, savepoint
from stepwell.foundation.clock import local_day
from stepwell.foundation.errors import Conflict
from stepwell.foundation.records import lock
from stepwell.journey.calendar import queries, rules
from stepwell.journey.calendar.models import GroupSession
from stepwell.offering.programs.models import Group, Room
from stepwell.offering.programs.queries import groups_on
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Account
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@action
def cancel_session(
    *, group: Group, day: date, reason: str, by: Viewer, at: datetime
) -> GroupSession:
    """The group does not meet on a day. The reason is for the staff; patients see only that it does not take place."""
    by.require(Permission.SCHEDULE_WRITE)
    session = _held(group, day)
    rules.may_cancel(
        cancelled=session.cancelled_at is not None,
        rolled=queries.is_rolled(session.pk),
        reason=reason,
    ).enforce()
    session.cancelled_at, session.cancelled_by = at, by.account_id
    session.cancel_reason, session.revision = reason.strip(), session.revision + 1
    session.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason", "revision"])
    record(by=by, at=at, event="session.cancelled", subject=session, reason=session.cancel_reason)
    return session


@action
def restore_session(*, session: GroupSession, by: Viewer, at: datetime) -> GroupSession:
    """It takes place after all. Raises `Conflict` when room or leader were given away meanwhile."""
    by.require(Permission.SCHEDULE_WRITE)
    session = lock(session)
    rules.may_restore(
        cancelled=session.cancelled_at is not None, ended=session.during.upper <= at
    ).enforce()
    session.cancelled_at, session.cancelled_by = None, None
    session.cancel_reason, session.revision = "", session.revision + 1
    _keep(session, ["cancelled_at", "cancelled_by", "cancel_reason", "revision"])
    record(by=by, at=at, event="session.restored", subject=session)
    return session


@action
def move_session(
    *,
    group: Group,
    day: date,
    start: datetime,
    room: Room | None,
    leader: Account,
    by: Viewer,
    at: datetime,
) -> GroupSession:
    """Another time, room or leader, on this day only. Raises `Conflict` when room or leader are taken then."""
    by.require(Permission.SCHEDULE_WRITE)
    _open_the_day(day)
    session = _held(group, day)
    end = start + (session.during.upper - session.during.lower)
    rules.may_move(
        rules.Move(
            start=start,
            day=day,
            local_day=local_day(start, group.track.site.zone),
            cancelled=session.cancelled_at is not None,
            rolled=queries.is_rolled(session.pk),
            leader_away=queries.is_away(leader.pk, start=start, end=end),
            leader_booked=queries.is_booked(leader.pk, start=start, end=end),
            room_missing=room is None and group.mode != Group.Mode.TELEHEALTH,
        ),
        now=at,
    ).enforce()
    session.during, session.room, session.leader = DateTimeTZRange(start, end), room, leader
    session.revision += 1
    _keep(session, ["during", "room", "leader", "revision"])
    record(by=by, at=at, event="session.moved", subject=session)
    return session


def _held(group: Group, day: date) -> GroupSession:
    """The meeting's row, held until the transaction ends; made when there is none."""
    session, _new = GroupSession.objects.get_or_create(
        group=group, day=day, defaults=queries.as_planned(group, day)
    )
    return lock(session)


def _open_the_day(day: date) -> None:
    """Every meeting of the day gets its row, so that the database sees what a move would run into."""
    planned = [GroupSession(group=g, day=day, **queries.as_planned(g, day)) for g in groups_on(day)]
    GroupSession.objects.bulk_create(planned, ignore_conflicts=True)


def _keep(session: GroupSession, fields: list[str]) -> None:
    try:
        with savepoint():
            session.save(update_fields=fields)
    except IntegrityError as error:
        raise Conflict(_clash(error), code="session.taken") from error


def _clash(error: IntegrityError) -> str:
    if "session_room_once" in str(error):
        return "Another group is in that room at that time. Choose another room or time."
    return "The leader has another group at that time. Choose another leader or time."
