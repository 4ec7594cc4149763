"""The worklist's part about outreach."""

from datetime import date, datetime

from django.urls import reverse

from stepwell.doors.kit.templating import day
from stepwell.doors.staff.day.work import Work
from stepwell.journey.outreach.queries import waiting_for
from stepwell.trust.people.viewer import Viewer


def outreach(viewer: Viewer, now: datetime, today: date) -> list[Work]:
    """Patients who missed a day and are to be reached: one's own, and what was escalated."""
    return [
        Work(
            title=task.patient.person.full_name,
            why=task.escalated_because
            or task.urgent_because
            or "Missed time in the program. Call today.",
            href=reverse("staff:outreach_task", kwargs={"task_id": task.pk}),
            tone="danger" if task.escalated_at else "warn",
            due=day(task.day, "l, M j"),
        )
        for task in waiting_for(viewer)
    ]
