"""The demonstration clinic: loading it, and the table of who can sign in."""

from datetime import date
from typing import Any

from django.contrib.auth.hashers import check_password

from stepwell.doors.kit.commands import UsageError
from stepwell.foundation import clock
from stepwell.foundation.clock import local_day
from stepwell.offering.programs.queries import sites
from stepwell.trust.people.queries import accounts
from stepwell.trust.people.roles import ROLE_NAMES, Role
from stepwell.trust.people.viewer import system

from .cast import PASSWORD, STAFF, ZONE
from .progress import Progress
from .simulator import simulate
from .unfinished import PATIENT_EMAIL, SUPPORTER_EMAIL

VIEWER = system("simulation")


def is_empty() -> bool:
    """Nobody can sign in and no site is open. A load is one transaction, so a broken one leaves it empty."""
    return not accounts(VIEWER).exists() and not sites().exists()


def load(*, patients: int, weeks: int, seed: int, until: date | None, title: str) -> dict[str, Any]:
    """Simulate a clinic that ends today (or on `until`). Raises `UsageError` where there is one already."""
    if not is_empty():
        raise UsageError(
            "there is a clinic here already, and what was done in it is kept for good. "
            "Set STEPWELL_HOME to another folder for a new one."
        )
    today = local_day(clock.now(), ZONE)
    if until is not None and until > today:
        raise UsageError(f"--until {until} is still to come; today is {today}.")
    outcome = simulate(
        patients=patients,
        weeks=weeks,
        seed=seed,
        until=until or today,
        progress=Progress(title),
    )
    return {
        "active": outcome.active,
        "people": outcome.people,
        "first": outcome.first.isoformat(),
        "until": outcome.until.isoformat(),
    }


def table(port: int) -> str:
    """Who can sign in with the demonstration's password, and where."""
    emails = [(f"{key}@stepwell.example", role) for key, role, *_ in STAFF if not key[-1].isdigit()]
    emails += [(PATIENT_EMAIL, Role.PATIENT), (SUPPORTER_EMAIL, Role.SUPPORTER)]
    known = {account.email: account for account in accounts(VIEWER)}
    rows = [
        (ROLE_NAMES[role], email, _password(known[email].password), _where(role, port))
        for email, role in emails
        if email in known
    ]
    if not rows:
        return "Nobody of the demonstration can sign in here."
    head = ("Who", "E-mail", "Password", "Where")
    wide = [max(len(row[i]) for row in (head, *rows)) for i in range(4)]
    lines = [
        "  ".join(f"{cell:<{wide[i]}}" for i, cell in enumerate(row)).rstrip()
        for row in (head, *rows)
    ]
    return "\n".join((lines[0], "  ".join("─" * width for width in wide), *lines[1:]))


def _password(hashed: str) -> str:
    return PASSWORD if hashed and check_password(PASSWORD, hashed) else "(changed)"


def _where(role: Role, port: int) -> str:
    path = "/me/" if role in (Role.PATIENT, Role.SUPPORTER) else "/staff/"
    return f"http://127.0.0.1:{port}{path}"
