"""A real browser for stories: Chromium of the system, driven by Playwright, audited by axe."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from .database import PROJECT

OUTPUT = PROJECT / "test-output"
HOW_TO_INSTALL = (
    "The browser stories need Chromium and found none. Install it (Debian, Ubuntu: `sudo apt-get install chromium`; "
    "macOS: `brew install --cask chromium` or Google Chrome), or name its program in STEPWELL_CHROMIUM."
)
DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_PROGRAMS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_TIMEOUT = 10_000  # milliseconds


def chromium() -> str | None:
    """The path of the browser, or None."""
    if named := os.environ.get("STEPWELL_CHROMIUM"):
        return named
    found = (shutil.which(name) for name in _PROGRAMS)
    there = (path for path in _MAC_PROGRAMS if Path(path).exists())
    return next((path for path in (*found, *there) if path), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """Chromium, headless. Raises RuntimeError that says how to install it."""
    program = chromium()
    if program is None:
        raise RuntimeError(HOW_TO_INSTALL)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        try:
            yield browser
        finally:
            browser.close()


class Pages:
    """`new_page("phone")` opens a page in a fresh context: its own cookies, as another person's
    browser.
    """

    def __init__(self, browser: Browser, base_url: str | None) -> None:
        self._browser, self._base_url = browser, base_url
        self.opened: list[Page] = []
        self.complaints: list[str] = []

    def __call__(self, device: str = "desktop", **options: Any) -> Page:
        """`options` go to Playwright's `new_context`: color_scheme="dark", locale="es", …"""
        context = self._browser.new_context(
            **(DEVICES[device] | {"base_url": self._base_url, "reduced_motion": "reduce"} | options)
        )
        context.set_default_timeout(_TIMEOUT)
        context.set_default_navigation_timeout(_TIMEOUT)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("console", self._on_console)
        self.opened.append(page)
        return page

    def _on_console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def keep_screenshots(self, name: str) -> list[Path]:
        """Pictures of every open page, for the person who reads the failure."""
        OUTPUT.mkdir(exist_ok=True)
        files = []
        for number, page in enumerate(page for page in self.opened if not page.is_closed()):
            file = OUTPUT / f"{name}-{number}.png"
            page.screenshot(path=file, full_page=True)
            files.append(file)
        return files

    def close(self) -> None:
        contexts: set[BrowserContext] = {page.context for page in self.opened}
        for context in contexts:
            context.close()


def axe(page: Page) -> None:
    """Fail, naming rule and nodes, when axe finds a WCAG 2.2 A or AA violation on the page."""
    options = {
        "runOnly": {"type": "tag", "values": WCAG},
        "rules": {"target-size": {"enabled": True}},  # WCAG 2.2's, off by default in axe
        "resultTypes": ["violations"],
    }
    violations = Axe().run(page, options=options).response["violations"]
    if violations:
        lines = [line for violation in violations for line in _report(violation)]
        raise AssertionError("\n".join([f"axe on {page.url}:", *lines]))


def _report(violation: dict[str, Any]) -> Iterator[str]:
    yield f"{violation['id']} ({violation['impact']}): {violation['help']}"
    for node in violation["nodes"]:
        yield f"    {' '.join(map(str, node['target']))}  {node['html'][:160]}"
        yield f"        {node['failureSummary'].splitlines()[-1].strip()}"
