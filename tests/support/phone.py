"""A telephone with scripts on, in the hands of somebody who answers; its network can be taken away."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from sqlalchemy import select

from app.consultations.models import Draft, Response
from app.db import reading
from app.kit.tokens import read_token
from tests.support.service import Service

SCREEN: ViewportSize = {"width": 390, "height": 844}


class Phone:
    """One browser with storage of its own."""

    def __init__(self, browser: Browser, service: Service, code: str = "citoyens", lang: str = "fr") -> None:
        self.context: BrowserContext = browser.new_context(
            viewport=SCREEN, base_url=service.url, locale=f"{lang}-BE", has_touch=True, is_mobile=True
        )
        self.context.set_default_timeout(15_000)
        self.code = code
        self.lang = lang
        self.errors: list[str] = []
        self.page: Page = self.open()

    def open(self) -> Page:
        """Open another tab and use it from now on."""
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        return self.page

    def begin(self) -> None:
        """Open the consultation and press Begin."""
        self.page.goto(f"/{self.lang}/c/{self.code}")
        self.page.locator("form[action$='/start'] button").first.click()
        self.page.wait_for_url("**/q/**")

    @property
    def answer_id(self) -> UUID:
        """Id of the draft, and of the response that it becomes."""
        cookie = next(c for c in self.context.cookies() if c.get("name") == f"answer-{self.code}")
        found = read_token(cookie.get("value", ""))
        assert found is not None
        return found

    def draft(self) -> Draft:
        """The draft as the database has it."""
        with reading() as session:
            return session.scalars(select(Draft).where(Draft.id == self.answer_id)).one()

    def response(self) -> Response:
        """The response as the database has it."""
        with reading() as session:
            return session.scalars(select(Response).where(Response.id == self.answer_id)).one()

    def expect_state(self, state: str) -> None:
        """Wait until the page says how things stand."""
        expect(self.page.locator("[data-kept]")).to_have_attribute("data-state", state)

    def fill(self, answers: Mapping[str, Any]) -> None:
        """Type what this page asks for."""
        for name, value in answers.items():
            for control in self.page.locator(f"#answer [name='{name}']:visible").all()[:1]:
                kind = control.evaluate("e => e.type || e.tagName")
                values = value if isinstance(value, list) else [value]
                if kind in {"radio", "checkbox"}:
                    for one in values:
                        self.page.locator(f"#answer [name='{name}'][value='{one}']").check()
                elif kind.startswith("select"):
                    control.select_option(values[0])
                else:
                    control.fill(values[0])

    def press(self, go: str = "next") -> None:
        """Press a button of the page."""
        self.page.locator(f"#answer .actions [name=go][value='{go}']").click()
