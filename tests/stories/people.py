"""Someone with a browser of their own: what stories speak through. Every page they reach is checked by axe."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

PASSWORD = "stepwell-demo"


class Someone:
    """A person at a desk or with a phone."""

    def __init__(self, page: Page, axe: Callable[[Page], None], email: str = "") -> None:
        self.page, self.axe, self.email = page, axe, email
        self.looked: set[str] = set()

    # -- going and looking

    def opens(self, path: str, *, status: int = 200) -> "Someone":
        response = self.page.goto(path)
        assert response is not None and response.status == status, (
            path,
            response and response.status,
        )
        return self.looks()

    def looks(self) -> "Someone":
        """Axe on the page as it stands, once for each address and heading."""
        key = (
            re.sub(r"[0-9a-f-]{36}", "…", self.page.url)
            + self.page.locator("h1").first.inner_text()
        )
        if key not in self.looked:
            self.axe(self.page)
            self.looked.add(key)
        return self

    def follows(self, name: str) -> "Someone":
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        return self.looks()

    def presses(self, name: str | re.Pattern[str], *, exact: bool = True) -> "Someone":
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        return self.looks()

    def cannot_press(self, name: str, because: str) -> "Someone":
        """The button is grey and says why."""
        button = self.page.get_by_role("button", name=name, exact=True).first
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(button).to_have_accessible_description(re.compile(re.escape(because)))
        return self

    # -- filling in

    def writes(self, label: str, text: str) -> "Someone":
        self.page.get_by_label(label).first.fill(text)
        return self

    def picks(self, label: str, *, within: Locator | None = None) -> "Someone":
        (within or self.page).get_by_label(label, exact=True).first.check()
        return self

    def chooses(self, label: str, option: str) -> "Someone":
        self.page.get_by_label(label).first.select_option(label=option)
        return self

    # -- reading

    def reads(self, text: str) -> "Someone":
        expect(self.page.get_by_text(text).first).to_be_visible()
        return self

    def reads_not(self, text: str) -> "Someone":
        expect(self.page.get_by_text(text)).to_have_count(0)
        return self

    def is_told(self, sentence: str) -> "Someone":
        """An error: in the summary, which has the focus."""
        summary = self.page.locator(".error-summary, [role=alert]").filter(has_text=sentence).first
        expect(summary).to_be_visible()
        return self

    # -- the session

    def signs_in(self, password: str = PASSWORD) -> "Someone":
        if "/account/login/" not in self.page.url:
            self.opens("/account/login/")
        self.page.get_by_label("E-mail").fill(self.email)
        self.page.get_by_label("Password").first.fill(password)
        return self.presses("Sign in")

    def session_ends(self) -> "Someone":
        """Half an hour passes without a request."""
        from django.contrib.sessions.models import Session

        key = next(c["value"] for c in self.page.context.cookies() if c["name"] == "sessionid")
        session = Session.objects.get(session_key=key)
        data: dict[str, Any] = session.get_decoded()
        data["used_at"] = int(data["used_at"]) - 31 * 60
        session.session_data = Session.objects.encode(data)
        session.save()
        return self

    def sends_twice(self, name: str) -> "Someone":
        """A double press: the same form arrives two times, whatever the page does against it."""
        button = self.page.get_by_role("button", name=name, exact=True).first
        form = button.evaluate_handle("b => b.form")
        body = form.evaluate("(f, b) => new URLSearchParams(new FormData(f)).toString()")
        url = button.evaluate("b => b.hasAttribute('formaction') ? b.formAction : b.form.action")
        token = next(c["value"] for c in self.page.context.cookies() if c["name"] == "csrftoken")
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token}
        name_, value = button.evaluate("b => [b.name, b.value]")
        if name_:
            body += f"&{name_}={value}"
        self.page.request.post(
            url, data=body, headers={**headers, "Referer": self.page.url}, max_redirects=0
        )
        return self.presses(name)
