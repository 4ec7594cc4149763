"""Setting up what is offered."""

from datetime import date, datetime, time

from stepwell.foundation.acting import action
from stepwell.offering.programs.models import Group, Room, Seat, Site, Track
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Account
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@action
def open_site(*, by: Viewer, at: datetime, **details: str) -> Site:
    """`details`: name, zone (IANA), address_line, city, state, postal_code, phone."""
    by.require(Permission.ACCOUNTS_MANAGE)
    site = Site.objects.create(**details)
    record(by=by, at=at, event="site.opened", subject=site)
    return site


@action
def add_room(*, site: Site, name: str, capacity: int, by: Viewer, at: datetime) -> Room:
    by.require(Permission.ACCOUNTS_MANAGE)
    room = Room.objects.create(site=site, name=name, capacity=capacity)
    record(by=by, at=at, event="room.added", subject=room)
    return room


@action
def open_track(
    *,
    site: Site,
    name: str,
    level: str,
    block: str,
    weekdays: list[int],
    seats: int,
    therapist: Account,
    opened_on: date,
    by: Viewer,
    at: datetime,
) -> Track:
    """A track and its numbered seats."""
    by.require(Permission.ACCOUNTS_MANAGE)
    track = Track.objects.create(
        site=site,
        name=name,
        level=level,
        block=block,
        weekdays=weekdays,
        seats=seats,
        therapist=therapist,
        opened_on=opened_on,
    )
    Seat.objects.bulk_create([Seat(track=track, number=number) for number in range(1, seats + 1)])
    record(
        by=by, at=at, event="track.opened", subject=track, detail={"seats": seats, "level": level}
    )
    return track


@action
def add_group(
    *,
    track: Track,
    topic: str,
    name: str,
    weekday: int,
    starts: time,
    minutes: int,
    room: Room | None,
    leader: Account,
    from_day: date,
    by: Viewer,
    at: datetime,
    mode: str = Group.Mode.IN_PERSON,
) -> Group:
    by.require(Permission.ACCOUNTS_MANAGE)
    group = Group.objects.create(
        track=track,
        topic=topic,
        name=name,
        weekday=weekday,
        starts=starts,
        minutes=minutes,
        room=room,
        leader=leader,
        mode=mode,
        from_day=from_day,
    )
    record(by=by, at=at, event="group.added", subject=group, detail={"topic": topic})
    return group
