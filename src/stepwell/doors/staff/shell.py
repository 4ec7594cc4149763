"""What every staff page carries: who is signed in, and the ways their role has."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import show
from stepwell.trust.people.roles import ROLE_NAMES, STAFF_ROLES, Permission

# label, URL name, icon, permission that shows it
WAYS: tuple[tuple[str, str, str, Permission], ...] = (
    ("My day", "staff:home", "house", Permission.SCHEDULE_READ),
    ("Pipeline", "staff:pipeline", "inbox", Permission.PIPELINE_WORK),
    ("Groups", "staff:groups", "users", Permission.ATTENDANCE_MARK),
    ("Patients", "staff:patients", "user-round", Permission.CHART_READ),
    ("Outreach", "staff:outreach", "phone", Permission.OUTREACH_WORK),
    ("Alarms", "staff:alarms", "bell", Permission.ALARM_ACT),
    ("Figures", "staff:figures", "chart-column", Permission.FIGURES_READ),
    ("Messages", "staff:messages", "mail", Permission.MESSAGES_READ),
    ("Accounts", "staff:accounts", "key-round", Permission.ACCOUNTS_MANAGE),
    ("Ledger", "staff:ledger", "history", Permission.LEDGER_READ),
)


def staff_page(
    request: Request,
    template: str,
    context: dict[str, Any],
    *,
    way: str = "staff:home",
    part: str = "",
    status: int | None = None,
) -> HttpResponse:
    """Show a staff page; `way` is the place in the navigation it belongs to."""
    viewer = request.viewer
    nav = [
        {"label": label, "href": reverse(name), "icon": icon, "current": name == way}
        for label, name, icon, permission in WAYS
        if viewer.may(permission)
    ]
    roles = [ROLE_NAMES[role] for role in viewer.roles if role in STAFF_ROLES]
    shell = {"nav": nav, "who": viewer.label, "role_name": ", ".join(sorted(roles))}
    return show(request, template, {**shell, **context}, part=part, status=status)
