"""What every page about one meeting of a group needs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from stepwell.doors.kit.request import Request
from stepwell.foundation.clock import at_local
from stepwell.foundation.verdicts import Verdict, verdict
from stepwell.journey.admission.queries import members_on
from stepwell.journey.calendar.models import GroupSession
from stepwell.journey.calendar.queries import session_on
from stepwell.journey.days import queries, rules
from stepwell.journey.days.models import RollCall
from stepwell.offering.programs.models import Group
from stepwell.offering.programs.queries import group_on
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission


@dataclass
class Meeting:
    group: Group
    day: date
    session: GroupSession | None
    members: list[Patient]
    outside: int  # members the viewer does not treat

    @property
    def zone(self) -> str:
        return self.group.track.site.zone

    @property
    def roll(self) -> RollCall | None:
        return getattr(self.session, "roll", None) if self.session else None

    @property
    def opens(self) -> datetime:
        if self.session:
            return self.session.during.lower
        return at_local(self.day, self.group.starts, self.zone)

    @property
    def closes(self) -> datetime:
        if self.session:
            return self.session.during.upper
        return self.opens + timedelta(minutes=self.group.minutes)


def load(request: Request, group_id: UUID, day: date) -> Meeting:
    group = group_on(group_id, day)
    members = list(queries.roster(request.viewer, group, day))
    outside = members_on(group.track_id, day).count() - len(members)
    return Meeting(group, day, session_on(group.pk, day), members, outside)


def may_take(request: Request, meeting: Meeting) -> Verdict:
    """The action's own rule, and whether the role marks attendance at all."""
    if not request.viewer.may(Permission.ATTENDANCE_MARK):
        return verdict(
            (False, "Your role reads attendance; the group's leader takes it.", "roll.role")
        )
    session = meeting.session
    return rules.may_take_roll(
        starts=meeting.opens,
        now=request.now,
        taken=meeting.roll is not None,
        cancelled=session is not None and session.cancelled_at is not None,
        unseen=meeting.outside,
    )
