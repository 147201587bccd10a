"""Somebody who answers any definition to the end, page by page, without scripts, in both languages.

On every page the language is switched both ways with the answers typed; a wrong value that the definition
names is tried first.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any

from fastapi.testclient import TestClient
from PIL import Image
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
from app.questionnaires.model import FILE_TYPES, Form, Question
from app.questionnaires.publish import publish_version
from app.questionnaires.repeats import round_of, written_name
from tests.questionnaires.definitions import Definition, Typed
from tests.questionnaires.on_page import (
    assert_kept,
    assert_labels,
    error_of,
    language_of,
    page_of,
    problems_on,
)
from tests.questionnaires.walk_rounds import Rounds, at_the_list, question_of, told_in_round
from tests.support.visitor import Visitor

TODAY = date(2023, 5, 10)
"""A Wednesday, on which all definitions are answered."""
NOW = clock.at_brussels(TODAY, 14, 30)
NEVER = NOW + timedelta(days=20_000)
"""When consultations close: housekeeping, which goes by the real clock, must not find them long over."""
MOST_PAGES = 120
READ_OTHERWISE = frozenset({"acknowledge", "decimal", "date", "time", "dateTime"})
"""Types whose answers are read in words of their own on the check page."""


def photograph() -> bytes:
    """A small real PNG."""
    out = BytesIO()
    Image.new("RGB", (24, 16), "teal").save(out, "PNG")
    return out.getvalue()


MADE_UP: dict[str, str] = {
    "integer": "3",
    "decimal": "2.5",
    "date": "2023-04-30",
    "time": "09:45",
    "dateTime": "2023-04-30T09:45",
    "acknowledge": "OK",
}
ADDRESSES = {"email": "els@example.be", "url": "https://www.example.be/quartier", "numbers": "1080"}
FILES = {
    "png": photograph(),
    "pdf": b"%PDF-1.7\n" + b"x" * 500,
    "mp3": b"ID3" + b"\0" * 500,
    "mp4": b"\0\0\0\x18ftypmp42" + b"\0" * 500,
}
KINDS = {"image": "png", "file": "pdf", "audio": "mp3", "video": "mp4"}
SWITCH = re.compile(r'<a class="language" href="([^"]+)"')
WORDS = "Été comme hiver : « l’eau & <le pain> »"


@dataclass
class Walk:
    """What somebody met on the way."""

    questions: dict[str, Question] = field(default_factory=dict)
    """Those asked, by key."""
    rounds: Rounds = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    """Keys of the questions to which a file was sent."""
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
            if page_of(visitor) == "check":
                break
            if page_of(visitor) in form.repeats:
                at_the_list(visitor, definition, form, done.rounds)
            else:
                _one_page(visitor, definition, form, done)
        _check(visitor, done)
        page = visitor.send()
        assert page.status_code == 200, visitor.address
        assert page_of(visitor) == "receipt", f"{visitor.address}: it was not sent"
        assert len(visitor.receipt()) == 14
        with reading() as session:
            statement = select(Response).where(Response.consultation_id == consultation_id)
            done.answers = dict(session.scalars(statement).one().answers)
    return done


def _one_page(visitor: Visitor, definition: Definition, form: Form, done: Walk) -> None:
    """Type, switch the language and back, try what is wrong, and go on."""
    here, lang = page_of(visitor), language_of(visitor)
    assert visitor.page.status_code == 200, f"{visitor.address}: {visitor.page.status_code}"
    done.pages.append(here)
    typed: dict[str, Typed] = {}
    # What is typed may open further questions on the same page: those are answered as well.
    while new := [question for question in _shown(visitor, form) if question.name not in typed]:
        typed |= {question.name: _typed(visitor, definition, form, question, done.rounds) for question in new}
        done.questions |= {question.name: question for question in new}
        for question in new:
            if question.type == "rank":
                _put_in_order(visitor, question, typed[question.name])
        chosen = {key for key, value in typed.items() if isinstance(value, str) and _is_file(done, key)}
        if chosen - done.files:
            _send_files(visitor, {key: typed[key] for key in chosen}, lang)
        done.files |= chosen
        typed |= dict.fromkeys(chosen)
        said = {name: value for name, value in typed.items() if value is not None}
        for target in (other_language(lang), lang):
            assert_labels(visitor, _shown(visitor, form), language_of(visitor))
            visitor.press(f"lang:{target}", said)
            assert visitor.page.status_code == 200, f"{here}: {visitor.page.status_code} at the switch"
            assert (page_of(visitor), language_of(visitor)) == (here, target), "the place is kept"
            assert_kept(visitor, said)
    done.typed |= typed
    said = {name: value for name, value in typed.items() if value is not None}
    for name, typed_wrong, says in list(_wrong(definition, typed, done)):
        _try(visitor, done.questions[name], typed_wrong, says)
        visitor.press(f"lang:{lang}", said | {name: typed[name] or []})
        done.refused.add(written_name(name))
    visitor.press("next", said)
    assert visitor.page.status_code == 200, f"{here}: {problems_on(visitor)}"


def _shown(visitor: Visitor, form: Form) -> list[Question]:
    """The questions of the page, by the field in which the page says what it asks."""
    return [question_of(form, key) for key in visitor.form.values()["shown"][0].split()]


def _is_file(done: Walk, key: str) -> bool:
    return done.questions[key].type in FILE_TYPES


def _send_files(visitor: Visitor, chosen: Mapping[str, Typed], lang: Lang) -> None:
    """Choose files as a browser does; the page says that it has them, and offers to remove them."""
    form = visitor.form
    data = {key: values[-1] for key, values in form.values().items() if not key.endswith(":file")}
    files = {
        f"{key}:file": (f"essai.{kind}", FILES[kind], "application/octet-stream")
        for key, kind in chosen.items()
        if isinstance(kind, str)
    }
    visitor.page = visitor.client.post(form.action, data=data | {"go": f"lang:{lang}"}, files=files)
    visitor.follow()
    assert visitor.page.status_code == 200, f"{visitor.address}: {problems_on(visitor)}"
    for key in chosen:
        assert ("go", f"drop:{key}") in visitor.form.buttons, f"{key}: the file was not kept"


def _put_in_order(visitor: Visitor, question: Question, order: Typed) -> None:
    """Press the button of each option in turn, as there is nothing to type."""
    for option in order or []:
        visitor.press(f"rank:add:{question.name}:{option}")
        assert visitor.page.status_code == 200, visitor.address


def _wrong(
    definition: Definition, typed: Mapping[str, Typed], done: Walk
) -> Iterator[tuple[str, Typed, str]]:
    """Give the wrong values to try on this page: in a repeat, in the first round alone."""
    for key in typed:
        if written_name(key) not in done.refused:
            for typed_wrong, says in definition.wrong.get(written_name(key), ()):
                yield key, typed_wrong, says


def _typed(visitor: Visitor, definition: Definition, form: Form, question: Question, met: Rounds) -> Typed:
    """Return what the definition types into a field, or something that fits; None leaves it alone."""
    told = definition.answers
    if round_of(question.name):
        told = told_in_round(definition, form, question.name, met)
    name = written_name(question.name)
    return told[name] if name in told else _made_up(visitor, question)


def _made_up(visitor: Visitor, question: Question) -> Typed:
    """Return something that fits; for a file, its kind, which is a key of `FILES`."""
    if question.type in FILE_TYPES:
        return KINDS[question.type]
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
    here = page_of(visitor)
    for lang in LANGUAGES:
        visitor.press(f"lang:{lang}", {})
        visitor.press("next", {question.name: typed or []})
        assert visitor.page.status_code == 422, f"{question.name}: {typed!r} was not refused"
        assert page_of(visitor) == here
        beside = error_of(visitor, question.name)
        assert beside, f"{question.name}: nothing is said of {typed!r} beside it: {problems_on(visitor)}"
        assert _expected(question, says, lang) in beside, f"{question.name}: {typed!r}: {beside}"
        if typed:
            assert_kept(visitor, {question.name: typed})


def _expected(question: Question, says: str, lang: Lang) -> str:
    own = {"constraint": question.constraint_message, "required": question.required_message}
    return own[says][lang] if says in own else gettext(lang, says)


def _check(visitor: Visitor, done: Walk) -> None:
    """What was typed stands on the page that is read before sending, in words of each language."""
    assert page_of(visitor) == "check", f"no end in sight at {visitor.address}"
    first = language_of(visitor)
    assert_said(visitor, done)
    href = SWITCH.search(visitor.page.text)
    assert href, "the check page can be read in the other language"
    visitor.go(unescape(href.group(1)))
    assert (page_of(visitor), language_of(visitor)) == ("check", other_language(first))
    assert_said(visitor, done)


def assert_said(visitor: Visitor, done: Walk) -> None:
    """Every answer can be read on the check page."""
    lang = language_of(visitor)
    text = unescape(visitor.page.text)
    for key, question in done.questions.items():
        value = done.typed[key]
        labels = {choice.name: fill_plain(choice.label[lang]) for choice in question.choices}
        if question.takes_answer:
            label = question.label[lang].partition("${")[0]
            assert label.split("\n")[0] in text, f"{key}: {label!r} is not on the check page"
        for said in [value] if isinstance(value, str) else value or []:
            if said and question.type not in READ_OTHERWISE:
                read = labels.get(said, said).strip().split("\n")[0]
                assert read in text, f"{key}: {read!r} is not on the check page"
