"""Reads the forms of a page as a browser without scripts does, so that tests press real buttons."""

from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

import httpx2 as httpx


@dataclass
class Form:
    """A form of a page: its action and what it would post."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=dict)
    """Every control by name, with the values that could be chosen."""
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def values(self) -> dict[str, list[str]]:
        """What the form holds now."""
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(name, []).append(value)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: dict[str, Form] = {}
        self._by_order: list[Form] = []
        self._open: Form | None = None
        self._textarea: tuple[Form, str] | None = None
        self._text = ""
        self._select: tuple[Form, str] | None = None
        self._loose: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        # The form of a dialog sends nothing: it closes what a script opened.
        if tag == "form" and a.get("method") != "dialog":
            self._open = Form(a.get("action", ""), a.get("method", "get").lower())
            self._by_order.append(self._open)
            self.forms[a.get("id", f"form-{len(self._by_order)}")] = self._open
        elif tag == "button":
            self._button(a)
        if self._open and a.get("name"):
            self._control(tag, a, self._open)
        elif tag == "option" and self._select:
            self._option(a)

    def _button(self, a: dict[str, str]) -> None:
        if "form" in a:
            self._loose.append((a["form"], a.get("name", ""), a.get("value", "")))
        elif self._open:
            self._open.buttons.append((a.get("name", ""), a.get("value", "")))

    def _control(self, tag: str, a: dict[str, str], form: Form) -> None:
        name = a["name"]
        if tag == "input":
            value = a.get("value", "on" if a.get("type") in {"checkbox", "radio"} else "")
            form.names.setdefault(name, []).append(value)
            if a.get("type") not in {"checkbox", "radio", "file"} or "checked" in a:
                form.fields.append((name, value))
        elif tag == "textarea":
            form.names.setdefault(name, [])
            self._textarea, self._text = (form, name), ""
        elif tag == "select":
            form.names.setdefault(name, [])
            self._select = (form, name)

    def _option(self, a: dict[str, str]) -> None:
        assert self._select is not None
        form, name = self._select
        form.names[name].append(a.get("value", ""))
        if "selected" in a:
            form.fields.append((name, a.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea:
            form, name = self._textarea
            form.fields.append((name, self._text.removeprefix("\n")))
            self._textarea = None
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self._open = None

    def close(self) -> None:
        super().close()
        for form_id, name, value in self._loose:
            if form_id in self.forms:
                self.forms[form_id].buttons.append((name, value))


def forms_of(page: httpx.Response) -> dict[str, Form]:
    """Return the forms of a page by id (`form-1`, `form-2` … where they have none)."""
    return deepcopy(_forms_in(page.text))


# A visitor asks for the form of one page several times; a copy is much quicker than reading it again.
@lru_cache(maxsize=32)
def _forms_in(text: str) -> dict[str, Form]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.forms


def answer_form(page: httpx.Response) -> Form:
    """Return the form of a questionnaire's page."""
    return forms_of(page)["answer"]
