"""What measures announce, safety answers – in the same transaction, so that no alarm can be lost."""

from datetime import datetime

from django.conf import settings

from stepwell.chart.measures.instruments import instrument
from stepwell.chart.measures.models import MeasureResponse
from stepwell.chart.safety import actions
from stepwell.chart.safety.models import Alarm
from stepwell.foundation.announcements import during
from stepwell.trust.consent.actions import message
from stepwell.trust.people.viewer import Viewer, system


@during("measure.alarmed")
def ring(*, response: MeasureResponse, rule: str, by: Viewer, at: datetime) -> None:
    form = instrument(response.instrument)
    says = next((a.says.get("en", rule) for a in form.alarms if a.code == rule), rule)
    actions.raise_alarm(response=response, rule=rule, summary=str(says)[:200], by=system("alarm rules"), at=at)


@during("alarm.raised")
def tell_clinician(*, alarm: Alarm, by: Viewer, at: datetime) -> None:
    """A message that says nothing but "look": no name, no reason."""
    if alarm.clinician is None:
        return
    message(
        kind="staff-alert",
        to=alarm.clinician.email,
        language="en",
        values={"link": f"{settings.BASE_URL}/staff/", "organization": settings.ORGANIZATION},
        by=system("alarm rules"),
        at=at,
        dedup_key=f"alarm:{alarm.pk}",
    )
