import secrets
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange

from stepwell.foundation.acting import action, savepoint
from stepwell.foundation.errors import NotFound, Refused
from stepwell.foundation.records import lock
from stepwell.journey.agenda import rules
from stepwell.journey.agenda.models import Busy, Feed
from stepwell.trust.access.queries import permit
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Account, Patient
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.terms import token_hash
from stepwell.trust.people.viewer import Viewer


def _of(clock: time) -> int:
    return clock.hour * 60 + clock.minute


@action
def add_busy(
    *,
    patient: Patient,
    weekday: int,
    starts: time,
    ends: time,
    from_day: date,
    until_day: date | None,
    reason: str,
    by: Viewer,
    at: datetime,
) -> Busy:
    """A weekly time at which the patient cannot come, `until_day` included. They or their team record it."""
    _may_write(by, patient)
    rules.may_be_busy(
        starts=starts, ends=ends, from_day=from_day, until_day=until_day, overlaps=False
    ).enforce()
    try:
        with savepoint():
            busy = Busy.objects.create(
                patient=patient,
                weekday=weekday,
                minutes=NumericRange(_of(starts), _of(ends)),
                days=DateRange(from_day, until_day + timedelta(days=1) if until_day else None),
                reason=reason.strip(),
                recorded_at=at,
                recorded_by=by.account_id,
            )
    except IntegrityError as error:
        overlap = rules.may_be_busy(
            starts=starts, ends=ends, from_day=from_day, until_day=until_day, overlaps=True
        )
        raise Refused(overlap.sentence, code="busy.overlap") from error
    record(by=by, at=at, event="busy.added", subject=busy, patient_id=patient.pk)
    return busy


def _may_write(by: Viewer, patient: Patient) -> None:
    if not by.is_patient(patient.pk):
        permit(by, Permission.SCHEDULE_WRITE, patient.pk)


@action
def remove_busy(*, busy: Busy, by: Viewer, at: datetime) -> Busy:
    _may_write(by, busy.patient)
    busy = lock(busy)
    rules.may_remove(removed=busy.removed_at is not None).enforce()
    busy.removed_at, busy.removed_by = at, by.account_id
    busy.save(update_fields=["removed_at", "removed_by"])
    record(by=by, at=at, event="busy.removed", subject=busy, patient_id=busy.patient_id)
    return busy


@action
def make_feed(
    *, name: str, language: str, with_place: bool, by: Viewer, at: datetime
) -> tuple[Feed, str]:
    """A calendar link of one's own, and its secret, which is told this once."""
    account = lock(Account(pk=by.signer))
    standing = Feed.objects.filter(account=account, revoked_at__isnull=True).count()
    rules.may_make_feed(standing=standing, name=name).enforce()
    token = secrets.token_urlsafe(32)
    feed = Feed.objects.create(
        account=account,
        name=name.strip(),
        language=language,
        with_place=with_place,
        token_hash=token_hash(token),
        created_at=at,
    )
    record(by=by, at=at, event="feed.made", subject=feed, patient_id=by.patient_id)
    return feed, token


@action
def end_feed(*, feed: Feed, by: Viewer, at: datetime) -> Feed:
    """The link stops working at once."""
    _own(feed.account, by)
    feed = lock(feed)
    rules.may_end_feed(revoked=feed.revoked_at is not None).enforce()
    feed.revoked_at = at
    feed.save(update_fields=["revoked_at"])
    record(by=by, at=at, event="feed.ended", subject=feed, patient_id=by.patient_id)
    return feed


@action
def use_feed(*, feed: Feed, by: Viewer, at: datetime) -> None:
    """Note that a calendar program read it just now."""
    _own(feed.account, by)
    Feed.objects.filter(pk=feed.pk).update(used_at=at)
    record(by=by, at=at, event="feed.read", subject=feed, patient_id=by.patient_id)


def _own(account: Account, by: Viewer) -> None:
    if account.pk != by.account_id:
        raise NotFound
