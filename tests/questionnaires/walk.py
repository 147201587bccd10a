"""Somebody who answers any definition to the end, page by page, without scripts, in both languages.

On every page the language is switched both ways with the answers typed; a wrong value that the definition
names is tried first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape, unescape
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.models import Consultation, Response
from app.consultations.open_consultation import open_consultation
from app.db import reading, transaction
from app.kit import clock
from app.kit.i18n import gettext
from app.kit.localized import LANGUAGES, Lang, other_language
from app.questionnaires.compile import compile_form
from app.questionnaires.logic import fill_plain
from app.questionnaires.model import Form, Question
from app.questionnaires.publish import publish_version
from tests.questionnaires.definitions import Definition, Typed
from tests.support.visitor import Visitor

TODAY = date(2023, 5, 10)
"""A Wednesday, on which all definitions are answered."""
NOW = clock.at_brussels(TODAY, 14, 30)
NEVER = NOW + timedelta(days=20_000)
"""When consultations close: housekeeping, which goes by the real clock, must not find them long over."""
MOST_PAGES = 120
READ_OTHERWISE = frozenset({"acknowledge", "decimal", "date", "time", "dateTime"})
"""Types whose answers are read in words of their own on the check page."""
MADE_UP: dict[str, str] = {
    "integer": "3",
    "decimal": "2.5",
    "date": "2023-04-30",
    "time": "09:45",
    "dateTime": "2023-04-30T09:45",
    "acknowledge": "OK",
}
ADDRESSES = {"email": "els@example.be", "url": "https://www.example.be/quartier", "numbers": "1080"}
WORDS = "Été comme hiver : « l’eau & <le pain> »"


@dataclass
class Walk:
    """What somebody met on the way."""

    asked: set[str] = field(default_factory=set)
    typed: dict[str, Typed] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    pages: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)


def put_to_people(session: Session, definition: Definition) -> Consultation:
    """Publish a definition and open a consultation on it, under its own name."""
    publish_version(session, definition.workbook, media=definition.media)
    text = {"fr": "Une définition d’essai", "nl": "Een proefdefinitie"}
    return open_consultation(
        session, code=definition.name, programme_code="adc-2022-2023", strand_code="digital-consultation",
        questionnaire_code=definition.code, audience="citizens", access="open",
        title=text, intro=text, thanks=text, opens_at=NOW - timedelta(days=3),
        closes_at=NEVER,
    )  # fmt: skip


def walk(client: TestClient, definition: Definition, lang: Lang) -> Walk:
    """Publish a definition, answer it from the first page to the receipt, and return what was met."""
    form = compile_form(definition.workbook)
    done = Walk()
    client.cookies.clear()
    with clock.set_to(NOW - timedelta(minutes=20)):
        with transaction() as session:
            consultation_id = put_to_people(session, definition).id
        visitor = Visitor(client, definition.name, lang)
        visitor.begin()
    with clock.set_to(NOW):
        for _ in range(MOST_PAGES):
            if _page_of(visitor) == "check":
                break
            _one_page(visitor, definition, form, done)
        _check(visitor, form, done)
        page = visitor.send()
        assert page.status_code == 200, visitor.address
        assert _page_of(visitor) == "receipt", f"{visitor.address}: it was not sent"
        assert len(visitor.receipt()) == 14
        with reading() as session:
            statement = select(Response).where(Response.consultation_id == consultation_id)
            done.answers = dict(session.scalars(statement).one().answers)
    return done


def _page_of(visitor: Visitor) -> str:
    return visitor.address.partition("?")[0].partition("#")[0].rpartition("/")[2]


def _one_page(visitor: Visitor, definition: Definition, form: Form, done: Walk) -> None:
    """Type, switch the language and back, try what is wrong, and go on."""
    here, lang = _page_of(visitor), _language(visitor)
    assert visitor.page.status_code == 200, f"{visitor.address}: {visitor.page.status_code}"
    done.pages.append(here)
    typed: dict[str, Typed] = {}
    # What is typed may open further questions on the same page: those are answered as well.
    while new := [question for question in _shown(visitor, form) if question.name not in typed]:
        typed |= {question.name: _typed(visitor, definition, question) for question in new}
        for question in new:
            if question.type == "rank":
                _put_in_order(visitor, question, typed[question.name])
        said = {name: value for name, value in typed.items() if value is not None}
        for target in (other_language(lang), lang):
            assert_labels(visitor, _shown(visitor, form), _language(visitor))
            visitor.press(f"lang:{target}", said)
            assert visitor.page.status_code == 200, f"{here}: {visitor.page.status_code} at the switch"
            assert (_page_of(visitor), _language(visitor)) == (here, target), "the place is kept"
            assert_kept(visitor, said)
    done.asked |= typed.keys()
    done.typed |= typed
    said = {name: value for name, value in typed.items() if value is not None}
    for name, typed_wrong, says in _wrong(definition, typed):
        _try(visitor, form.questions[name], typed_wrong, says)
        visitor.press(f"lang:{lang}", said | {name: typed[name] or []})
        done.refused.add(name)
    visitor.press("next", said)
    assert visitor.page.status_code == 200, f"{here}: {problems_on(visitor)}"


def _shown(visitor: Visitor, form: Form) -> list[Question]:
    """The questions of the page, by the field in which the page says what it asks."""
    return [form.questions[name] for name in visitor.form.values()["shown"][0].split()]


def _put_in_order(visitor: Visitor, question: Question, order: Typed) -> None:
    """Press the button of each option in turn, as there is nothing to type."""
    for option in order or []:
        visitor.press(f"rank:add:{question.name}:{option}")
        assert visitor.page.status_code == 200, visitor.address


def _wrong(definition: Definition, typed: Mapping[str, Typed]) -> Iterator[tuple[str, Typed, str]]:
    for name in typed:
        for typed_wrong, says in definition.wrong.get(name, ()):
            yield name, typed_wrong, says


def _typed(visitor: Visitor, definition: Definition, question: Question) -> Typed:
    """Return what the definition types into a field, or something that fits; None leaves it alone."""
    if question.name in definition.answers:
        return definition.answers[question.name]
    if question.read_only:
        return None
    if question.type == "rank":
        return [choice.name for choice in reversed(question.choices)]
    offered = [value for value in visitor.form.names[question.name] if value]
    if question.is_multiple:
        return offered[: int(question.extras.get("max", "2"))]
    if question.type in {"select_one", "range"}:
        return offered[0] if offered else question.parameters["start"]
    return MADE_UP.get(question.type) or _text(question)


def _text(question: Question) -> str:
    address = next((text for word, text in ADDRESSES.items() if word in question.appearance), "")
    return address or (f"{WORDS}\n=1+1" if "multiline" in question.appearance else WORDS)


def _try(visitor: Visitor, question: Question, typed: Typed, says: str) -> None:
    """Post a wrong value: it is refused beside its field in both languages, and nothing is lost."""
    here = _page_of(visitor)
    for lang in LANGUAGES:
        visitor.press(f"lang:{lang}", {})
        visitor.press("next", {question.name: typed or []})
        assert visitor.page.status_code == 422, f"{question.name}: {typed!r} was not refused"
        assert _page_of(visitor) == here
        beside = _error_of(visitor, question.name)
        assert beside, f"{question.name}: nothing is said of {typed!r} beside it: {problems_on(visitor)}"
        assert _expected(question, says, lang) in beside, f"{question.name}: {typed!r}: {beside}"
        if typed:
            assert_kept(visitor, {question.name: typed})


def _expected(question: Question, says: str, lang: Lang) -> str:
    own = {"constraint": question.constraint_message, "required": question.required_message}
    return own[says][lang] if says in own else gettext(lang, says)


def assert_labels(visitor: Visitor, shown: list[Question], lang: str) -> None:
    """Every question and each of its options reads in the language of the page."""
    text = visitor.page.text
    for question in shown:
        label = question.label[lang]
        pieces = [label.partition("${")[0]] if "${" in label else [label]
        if question.choice_filter is None:
            pieces += [fill_plain(choice.label[lang]) for choice in question.choices]
        for piece in pieces:
            assert escape(piece.split("\n")[0], quote=False) in unescape_quotes(text), (question.name, piece)


def unescape_quotes(text: str) -> str:
    """Return HTML with its quotation marks bare, which need no escape between tags."""
    return text.replace("&#34;", '"').replace("&#39;", "'").replace("&quot;", '"')


def assert_kept(visitor: Visitor, typed: Mapping[str, Typed]) -> None:
    """Every field holds what was typed into it."""
    held = visitor.form.values()
    for name, value in typed.items():
        expected = [value] if isinstance(value, str) else list(value or [])
        # A ranking has a blank field as well, so that an emptied one is posted.
        found = filter(None, map(_plain, held.get(name, [])))
        assert sorted(found) == sorted(filter(None, map(_plain, expected))), name


def _plain(value: str) -> str:
    """A number comes back as it is kept: with a point, and without blanks around it."""
    return value.strip().replace("\r\n", "\n").replace(",", ".")


def _language(visitor: Visitor) -> Lang:
    lang = visitor.page.text.partition('<html lang="')[2][:2]
    assert lang in LANGUAGES
    return lang


def _error_of(visitor: Visitor, name: str) -> str:
    return unescape(visitor.page.text.partition(f'id="{name}-error"')[2].partition("</p>")[0])


def problems_on(visitor: Visitor) -> str:
    """What the summary of errors of a page says."""
    return unescape(visitor.page.text.partition('class="error-summary"')[2].partition("</ul>")[0])


def _check(visitor: Visitor, form: Form, done: Walk) -> None:
    """Everything that was typed stands on the page that is read before sending, in the words of people."""
    assert _page_of(visitor) == "check", f"no end in sight at {visitor.address}"
    lang = _language(visitor)
    text = unescape(visitor.page.text)
    for name in done.asked:
        question, value = form.questions[name], done.typed[name]
        labels = {choice.name: fill_plain(choice.label[lang]) for choice in question.choices}
        for said in [value] if isinstance(value, str) else value or []:
            if said and question.type not in READ_OTHERWISE:
                read = labels.get(said, said).strip().split("\n")[0]
                assert read in text, f"{name}: {read!r} is not on the check page"
