"""A few accounts and pages of no door."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from stepwell.trust.people.roles import Role

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
PASSWORD = "stepwell-demo"


@pytest.fixture(autouse=True)
def _limits_start_anew() -> None:
    """allauth counts tries a minute in the cache, which outlives a test."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def account(db: None, settings: Any) -> Callable[..., Any]:
    """`account("rosa", Role.THERAPIST)` signs in as rosa@stepwell.example."""
    # Scrypt is slow on purpose, and these tests sign in hundreds of times.
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    hashed = make_password(PASSWORD)
    from stepwell.trust.people.actions import create_account, grant_role, register_person
    from stepwell.trust.people.viewer import system

    by = system("test")

    def make(name: str, role: Role) -> Any:
        email = f"{name}@stepwell.example"
        person = register_person(
            given_name=name.title(), family_name="Test", email=email, by=by, at=AT
        )
        made = create_account(
            person=person, email=email, password=None, hashed=hashed, by=by, at=AT
        )
        grant_role(account=made, role=role, by=by, at=AT)
        return made

    return make


@pytest.fixture
def rosa(account: Callable[..., Any]) -> Any:
    return account("rosa", Role.THERAPIST)


@pytest.fixture
def sample(settings: Any) -> None:
    """The pages of `sample.py`, beside the real ones."""
    settings.ROOT_URLCONF = "doors.kit.sample"


def log_in(client: Any, email: str, password: str = PASSWORD, **other: str) -> Any:
    """Through the real form."""
    return client.post("/account/login/", {"login": email, "password": password} | other)


def hidden_next(client: Any, url: str) -> dict[str, str]:
    """Where the sign-in form at that address says it goes on to."""
    page = client.get(url).content.decode()
    form = page[page.index('action="/account/login/"') :]
    found = re.search(r'name="next" value="([^"]*)"', form[: form.index("</form>")])
    return {"next": html.unescape(found[1])} if found else {}
