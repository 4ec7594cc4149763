"""Closed days of a site, and who of the staff is away."""

from datetime import date, datetime

from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from stepwell.foundation.acting import action, savepoint
from stepwell.foundation.clock import local_day
from stepwell.foundation.errors import Conflict
from stepwell.foundation.records import lock
from stepwell.journey.calendar import queries, rules
from stepwell.journey.calendar.models import Closure, Leave
from stepwell.journey.calendar.terms import LeaveReason
from stepwell.offering.programs.models import Site
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Account
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@action
def close_day(*, site: Site, day: date, name: str, by: Viewer, at: datetime) -> Closure:
    """A site is closed on a day: its groups do not meet, and their minutes are not offered."""
    by.require(Permission.SCHEDULE_WRITE)
    lock(site)
    rules.may_close(
        day=day,
        today=local_day(at, site.zone),
        name=name,
        closed=bool(queries.closed_days([site.pk], day, day)),
    ).enforce()
    closure = Closure.objects.create(
        site=site, day=day, name=name.strip(), recorded_at=at, recorded_by=by.account_id
    )
    record(by=by, at=at, event="day.closed", subject=closure, detail={"day": day.isoformat()})
    return closure


@action
def reopen_day(*, closure: Closure, by: Viewer, at: datetime) -> Closure:
    """The site is open on that day after all; its groups meet as planned."""
    by.require(Permission.SCHEDULE_WRITE)
    closure = lock(closure)
    rules.may_reopen(
        removed=closure.removed_at is not None,
        day=closure.day,
        today=local_day(at, closure.site.zone),
    ).enforce()
    closure.removed_at, closure.removed_by = at, by.account_id
    closure.save(update_fields=["removed_at", "removed_by"])
    record(by=by, at=at, event="day.reopened", subject=closure)
    return closure


@action
def take_leave(
    *, staff: Account, start: datetime, end: datetime, reason: LeaveReason, by: Viewer, at: datetime
) -> Leave:
    """Somebody is away from `start` up to `end`; `by` approves it. Raises `Conflict` where it overlaps another leave."""
    by.require(Permission.SCHEDULE_WRITE)
    rules.may_take_leave(start=start, end=end, own=staff.pk == by.account_id).enforce()
    try:
        with savepoint():
            leave = Leave.objects.create(
                staff=staff,
                during=DateTimeTZRange(start, end),
                reason=reason,
                approved_at=at,
                approved_by=by.account_id,
            )
    except IntegrityError as error:
        raise Conflict(
            "They are away at that time already. Take the other leave back first.",
            code="leave.taken",
        ) from error
    record(by=by, at=at, event="leave.approved", subject=leave)
    return leave


@action
def end_leave(*, leave: Leave, by: Viewer, at: datetime) -> Leave:
    """The leave does not count any more: they are here."""
    by.require(Permission.SCHEDULE_WRITE)
    leave = lock(leave)
    rules.may_end_leave(ended=leave.ended_at is not None).enforce()
    leave.ended_at, leave.ended_by = at, by.account_id
    leave.save(update_fields=["ended_at", "ended_by"])
    record(by=by, at=at, event="leave.ended", subject=leave)
    return leave
