"""How every test gets its database, its browser and its published data (the machinery is in
tests/support).
"""

import contextlib
import os
import re
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support import database
from support.published import Published

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from support.browser import Pages

pytest_plugins = ["support.clinic"]

_session = pytest.StashKey[contextlib.ExitStack]()
_failed = pytest.StashKey[bool]()


# -- the session -----------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """Controller: server and template. Each process that runs tests: its clone, then Django."""
    if config.getoption("help", False) or config.getoption("version", False):
        return
    config.stash[_session] = stack = contextlib.ExitStack()
    try:
        if not hasattr(config, "workerinput"):
            _serve_the_session(stack)
        if _runs_tests(config):
            _set_up_django(stack)
    except database.DatabaseTrouble as trouble:
        stack.close()
        pytest.exit(str(trouble), returncode=3)


def pytest_unconfigure(config: pytest.Config) -> None:
    if stack := config.stash.get(_session, None):
        stack.close()


def _serve_the_session(stack: contextlib.ExitStack) -> None:
    # A home of its own: no test reads or writes the demo's key, lock or data.
    os.environ["STEPWELL_HOME"] = stack.enter_context(
        tempfile.TemporaryDirectory(prefix="stepwell-home-")
    )
    stack.enter_context(database.server()).hand_down()


def _runs_tests(config: pytest.Config) -> bool:
    distributed = config.getoption("dist", "no") != "no" and not config.getoption("collectonly")
    return hasattr(config, "workerinput") or not distributed


def _set_up_django(stack: contextlib.ExitStack) -> None:
    """Before pytest-django's own (trylast) step, which finds settings configured and only guards
    the database.
    """
    server = database.handed_down()
    os.environ["DATABASE_URL"] = database.clone(server)
    stack.callback(database.drop_clone, server)
    os.environ["DATABASE_OWNER_URL"] = database.on(server.owner, server.clone)
    os.environ["DJANGO_SETTINGS_MODULE"] = "stepwell.settings"
    # Playwright's sync API runs an event loop in this thread, where Django would refuse to query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    import django

    django.setup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and (marker.args or marker.kwargs.get("transaction")):
            raise pytest.UsageError(
                f"{item.nodeid}: django_db(transaction=True) would flush tables the application's role may not; "
                "use the fixture `committed_db`."
            )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """`@pytest.mark.published`, bare or with paths: skip, saying why, where they are absent."""
    for marker in item.iter_markers("published"):
        for path in marker.args or ("",):
            Published()(path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


# -- databases -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Replaces pytest-django's: the database is there already."""


@pytest.fixture
def committed_db(django_db_blocker: Any) -> Iterator[None]:
    """A database where commits are real, for browser stories and races; it is thrown away after the
    test.
    """
    from django.db import connections

    with django_db_blocker.unblock():
        try:
            yield
        finally:
            connections.close_all()
            database.clone(database.handed_down())


@pytest.fixture(scope="session")
def published() -> Published:
    """`published("synthea/…")`: a path of published data, or a skip that says what is missing."""
    return Published()


# -- the browser -----------------------------------------------------------------------------------


@pytest.fixture
def live(committed_db: None, settings: Any) -> Iterator[str]:
    """The address of the running application, on this process's committed database."""
    from support.live import live_server

    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    with live_server() as address:
        settings.CSRF_TRUSTED_ORIGINS = [address]
        settings.BASE_URL = address
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    from support.browser import launched

    with launched() as started:
        yield started


@pytest.fixture
def new_page(browser: "Browser", request: pytest.FixtureRequest) -> Iterator["Pages"]:
    """`new_page("desktop" | "phone", **options)`: a page of a person's own browser; `goto("/path")`
    with `live`.

    After the test a script error or a breach of the content security policy fails it.
    """
    from support.browser import Pages

    address = request.getfixturevalue("live") if "live" in request.fixturenames else None
    pages = Pages(browser, address)
    yield pages
    if request.node.stash.get(_failed, False):
        files = pages.keep_screenshots(re.sub(r"\W+", "-", request.node.name))
        print("Screenshots:", *files)
    pages.close()
    assert not pages.complaints, pages.complaints


@pytest.fixture
def page(new_page: "Pages") -> "Page":
    """A page on a desktop."""
    return new_page("desktop")


@pytest.fixture
def phone(new_page: "Pages") -> "Page":
    """A page on a phone."""
    return new_page("phone")


@pytest.fixture(scope="session")
def axe() -> Callable[["Page"], None]:
    """`axe(page)` fails on any WCAG 2.2 A or AA violation."""
    from support.browser import axe as audit

    return audit


@pytest.fixture
def project() -> Path:
    """The checkout."""
    return database.PROJECT
