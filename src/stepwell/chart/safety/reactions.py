"""What measures announce, safety answers – in the same transaction, so that no alarm can be lost."""

from datetime import datetime

from django.conf import settings

from stepwell.chart.measures.instruments import instrument
from stepwell.chart.measures.models import MeasureResponse
from stepwell.chart.safety import actions
from stepwell.chart.safety.models import Alarm
from stepwell.foundation.announcements import during
from stepwell.trust.access.queries import care_team
from stepwell.trust.consent.actions import message
from stepwell.trust.people.models import Account
from stepwell.trust.people.queries import staff
from stepwell.trust.people.roles import Role
from stepwell.trust.people.viewer import Viewer, system


@during("measure.alarmed")
def ring(*, response: MeasureResponse, rule: str, by: Viewer, at: datetime) -> None:
    form = instrument(response.instrument)
    says = next((a.says.get("en", rule) for a in form.alarms if a.code == rule), rule)
    actions.raise_alarm(
        response=response, rule=rule, summary=str(says)[:200], by=system("alarm rules"), at=at
    )


@during("alarm.raised")
def tell_clinician(*, alarm: Alarm, by: Viewer, at: datetime) -> None:
    """A message that says nothing but "look": no name, no reason. An alarm always reaches somebody."""
    for account in _who_hears(alarm):
        message(
            kind="staff-alert",
            to=account.email,
            language="en",
            values={"link": f"{settings.BASE_URL}/staff/", "organization": settings.ORGANIZATION},
            by=system("alarm rules"),
            at=at,
            dedup_key=f"alarm:{alarm.pk}:{account.pk}",
        )


def _who_hears(alarm: Alarm) -> list[Account]:
    """The named clinician; without one the whole care team; without any the program directors."""
    if alarm.clinician is not None:
        return [alarm.clinician]
    team = [member.account for member in care_team(alarm.patient_id)]
    return team or list(staff(role=Role.PROGRAM_DIRECTOR))
