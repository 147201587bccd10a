"""Somebody who answers through the pages, without scripts: reads the form, fills it in, presses a button."""

from collections.abc import Mapping

import httpx2 as httpx
from fastapi.testclient import TestClient

from tests.support.forms import Form, answer_form, forms_of


def begin(client: TestClient | httpx.Client, home: str) -> httpx.Response:
    """Open the first page of a consultation and press Begin; gives the redirect."""
    form = next(f for f in forms_of(client.get(home)).values() if f.action.endswith("/start"))
    return client.post(form.action, data=form.values())


class Visitor:
    """Walks through a consultation with a client that follows no redirect by itself."""

    def __init__(self, client: TestClient | httpx.Client, code: str, lang: str = "fr") -> None:
        self.client = client
        self.code = code
        self.lang = lang
        self.page: httpx.Response
        self.address = ""

    def go(self, address: str) -> httpx.Response:
        """Open an address and follow where it leads."""
        self.page = self.client.get(address)
        self.address = address
        return self.follow()

    def follow(self) -> httpx.Response:
        """Follow redirects, as a browser does."""
        while self.page.is_redirect:
            self.address = self.page.headers["location"]
            self.page = self.client.get(self.address.partition("#")[0])
        return self.page

    def begin(self) -> httpx.Response:
        """Open the consultation and press Begin."""
        self.go(f"/{self.lang}/c/{self.code}")
        form = next(f for f in forms_of(self.page).values() if f.action.endswith("/start"))
        return self.post(form, {})

    @property
    def form(self) -> Form:
        """The questionnaire's form on this page."""
        return answer_form(self.page)

    def press(
        self, button: str = "next", answers: Mapping[str, list[str] | str] | None = None
    ) -> httpx.Response:
        """Type answers into the fields that are there and press a button; gives the page where that leads."""
        return self.post(self.form, answers or {}, button)

    def post(
        self, form: Form, answers: Mapping[str, list[str] | str], button: str | None = None
    ) -> httpx.Response:
        """Post a form with some of its fields changed."""
        data = form.values()
        for name, value in answers.items():
            if name in form.names:
                data[name] = [value] if isinstance(value, str) else list(value)
        if button is not None:
            data["go"] = [button]
        self.address = form.action
        self.page = self.client.post(form.action, data=data)
        return self.follow()

    def fill(self, answers: Mapping[str, list[str] | str]) -> httpx.Response:
        """Go through every page to the check page."""
        for _ in range(40):
            if self.address.partition("?")[0].endswith("/check"):
                return self.page
            self.press("next", answers)
        raise AssertionError(f"no end in sight at {self.address}")

    def send(self) -> httpx.Response:
        """Press Send on the check page."""
        return self.post(answer_form(self.page), {})

    def receipt(self) -> str:
        """The code on the receipt."""
        marker = 'class="receipt-code">'
        return self.page.text.partition(marker)[2].partition("<")[0].strip()


CITIZEN: dict[str, list[str] | str] = {
    "bassin": "nord",
    "profile": "carer",
    "looked_for_help": "yes",
    "found_help": "partly",
    "obstacles": ["waiting", "other"],
    "obstacles_other": "Le téléphone sonne dans le vide.",
    "helpers": ["family"],
    "priorities": ["helpdesk", "outreach"],
    "change_nearby": "Un bureau où l’on parle ma langue, ouvert le soir.",
}
PROFESSIONAL: dict[str, list[str] | str] = {
    "bassins": ["nord", "centre-ouest"],
    "sector": "cpas",
    "years": "12",
    "services_knowledge": "7",
    "importance_network": "5",
    "priorities": ["helpdesk", "no-wrong-door"],
    "existing": "Une concertation mensuelle avec l’hôpital.",
    "worries": "Une couche de plus.",
}
