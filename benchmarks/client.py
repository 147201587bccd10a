"""A browser without scripts, as small as can be: the measure is of the service, not of the client."""

import gzip
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

Fields = dict[str, list[str]]
A_NUMBER = "7"
_DRAFT = re.compile(r'name="draft" value="([^"]+)"')

_START = re.compile(r'name="start" value="([^"]+)"')
_SHOWN = re.compile(r'name="shown" value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str

    def draft(self) -> str:
        """Return the token of the draft that the page's form carries."""
        found = _DRAFT.search(self.text)
        assert found, "a page of a questionnaire carries its draft"
        return found.group(1)

    def start(self) -> Fields:
        """Return what the first page of a consultation posts to begin."""
        found = _START.search(self.text)
        assert found, "the first page of a consultation can begin it"
        return {"start": [found.group(1)]}

    def shown(self) -> str:
        """Return the names of the questions that the page shows."""
        found = _SHOWN.search(self.text)
        assert found, "a page of a questionnaire says what it shows"
        return found.group(1)


class Browser:
    """One visitor: a connection that stays open and the cookies that were set."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._headers = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}

    def forget(self) -> None:
        """Become somebody else, on the same connection."""
        self._cookies.clear()

    def cookie(self) -> str:
        """Return the cookies held, as a request carries them."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path)

    def post(self, path: str, fields: Fields) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields, doseq=True))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = dict(self._headers)
        if self._cookies:
            headers["Cookie"] = self.cookie()
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        raw = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        if response.headers.get("Content-Encoding") == "gzip":
            raw = gzip.decompress(raw)
        location = urlsplit(response.headers.get("Location", ""))
        return Answer(response.status, location.path, raw.decode())


class FormReader(HTMLParser):
    """Reads what the form with id="answer" asks: the values that each field offers; none where one types."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.offered: Fields = {}
        self.hidden: Fields = {}
        self._inside = False
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, a control or an option."""
        values = {name: value or "" for name, value in attrs}
        name = values.get("name", "")
        if tag == "form":
            self._inside = values.get("id") == "answer"
        elif not self._inside:
            return
        elif tag == "input" and values.get("type") == "hidden":
            self.hidden.setdefault(name, []).append(values.get("value", ""))
        elif tag == "input" and values.get("type") in {"radio", "checkbox"}:
            self.offered.setdefault(name, []).append(values.get("value", "on"))
        elif values.get("inputmode") in {"numeric", "decimal"}:
            self.offered[name] = [A_NUMBER]
        elif tag in {"input", "textarea", "select"}:
            self.offered.setdefault(name, [])
            self._select = name if tag == "select" else ""
        elif tag == "option" and self._select and values.get("value"):
            self.offered[self._select].append(values["value"])

    def handle_endtag(self, tag: str) -> None:
        """Note the end of the form."""
        if tag == "form":
            self._inside = False
