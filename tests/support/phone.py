"""A telephone with scripts on, in the hands of somebody who answers; its network can be taken away."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, expect
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
                        self.page.locator(f"#answer [name='{name}'][value='{one}']").check(force=True)
                elif kind.startswith("select"):
                    control.select_option(values[0])
                else:
                    control.fill(values[0])

    def expect_kept(self) -> None:
        """Wait until what was typed is on this device at least."""
        expect(self.page.locator("[data-kept]")).to_have_attribute("data-state", re.compile("saved|device"))

    def kill_tab(self) -> None:
        """Close the tab and open its address in another."""
        address = self.page.url
        self.page.close()
        self.open().goto(address)
        self.page.locator("#answer .actions button").first.wait_for()

    def kill_tab_offline(self) -> None:
        """Do the same without network."""
        self.lose_network()
        self.kill_tab()

    def reload(self) -> None:
        """Load the page again, with network."""
        self.back_to_normal()
        self.page.reload()

    def lose_network(self) -> None:
        """Take the network away."""
        self.context.set_offline(True)

    def drop_replies(self) -> None:
        """Let what is saved reach the service, and its replies get lost on their way back."""

        def swallow(route: Route) -> None:
            route.fetch()
            route.abort()

        self.context.route("**/sync", swallow)

    def back_to_normal(self) -> None:
        """Give the network back, whole."""
        self.context.unroute_all(behavior="wait")
        self.context.set_offline(False)

    def typed(self) -> dict[str, list[str]]:
        """What the page holds by field."""
        pairs: list[list[str]] = self.page.evaluate(
            """() => [...new FormData(document.querySelector("#answer"))]
              .filter(([name]) => !["draft", "shown", "was", "to"].includes(name))"""
        )
        found: dict[str, list[str]] = {}
        for name, value in pairs:
            found.setdefault(name, []).append(value)
        return found

    def traces(self) -> list[str]:
        """What is left of answers and of questionnaires on the device."""
        found: list[str] = self.page.evaluate(
            """async () => {
              const result = (it) => new Promise((resolve) => (it.onsuccess = () => resolve(it.result)));
              const database = await result(indexedDB.open("ateliers", 1));
              const drafts = await result(database.transaction("drafts").objectStore("drafts").getAllKeys());
              const kept = await (await caches.open("ateliers-questionnaires")).keys();
              return [...drafts, ...kept.map((each) => each.url), ...Object.keys(sessionStorage)];
            }"""
        )
        return found + [str(c.get("name")) for c in self.context.cookies()]

    def ready(self) -> None:
        """Wait until the questionnaire is on the phone."""
        expect(self.page.locator("html")).to_have_attribute("data-offline", "ready", timeout=15_000)

    def walk(self, answers: Mapping[str, Any]) -> None:
        """Answer page after page until the check of all answers."""
        for _ in range(30):
            if self.page.url.partition("?")[0].endswith("/check"):
                return
            here = self.page.url
            self.fill(answers)
            self.press()
            self.page.wait_for_function("here => location.href !== here", arg=here)
        raise AssertionError(f"no end in sight at {self.page.url}")

    def press(self, go: str = "next") -> None:
        """Press a button of the page."""
        self.page.locator(f"#answer .actions [name=go][value='{go}']").click()

    def send(self) -> None:
        """Press the button that sends everything."""
        self.page.locator("#answer .actions button").first.click()

    def receipt(self) -> str:
        """The code of the receipt, once it is there."""
        self.page.wait_for_url("**/receipt")
        return self.page.locator(".receipt-code").inner_text().strip()
