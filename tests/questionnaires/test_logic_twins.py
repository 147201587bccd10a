"""The phone and the server say the same of the same answers: what is asked, what is wrong, what is read.

Answers are drawn as people give them, blanks and nonsense included. The server's word is the measure.
"""

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from app.kit import clock
from app.kit.localized import Lang
from app.programmes.files import ballots_in_files
from app.public.bundle import phone_form
from app.questionnaires import logic
from app.questionnaires.ballot import fill_ballots
from app.questionnaires.compile import compile_form
from app.questionnaires.model import Form, Question
from app.questionnaires.values import Unreadable, range_steps, read_answer
from app.questionnaires.yaml_file import read_workbook
from app.settings import ROOT
from tests.questionnaires.books import book, options, row, text

pytestmark = pytest.mark.browser

SAMPLES = 400 if os.environ.get("PROOF") else 60
SCRIPTS = ROOT / "app" / "static" / "js"
HOUSE = "http://127.0.0.1:9"
NOW = clock.local(datetime(2026, 3, 14, 9, 26, 53, 589_000, tzinfo=UTC))
ASK = """async ([form, samples, now]) => {
  const {fill, lengthIsKnown, openPages, problems, settle, shownAnswer, shownQuestions} =
    await import("/phone/logic.js");
  return samples.map(([lang, typed]) => {
    const state = settle(form, typed, lang, now);
    const open = openPages(state);
    return {
      asked: [...state.asked].sort(),
      answers: state.answers,
      pages: open.map((page) => [page.name, shownQuestions(state, page), lengthIsKnown(state, page.name)]),
      problems: open
        .flatMap((page) => problems(state, page))
        .map((each) => [each.name, each.text ?? each.message]),
      read: Object.keys(form.questions).map((name) => [shownAnswer(state, name)].flat().join(", ")),
      labels: Object.values(form.questions).map((question) => fill(question.label?.[lang] ?? "", state)),
    };
  });
}"""
ODDITIES = [
    "", " ", "0", "7", "-3", "12,5", "1e3", "douze", "nora@example.be", "nora@", "OK", "🧑‍🦽 É", "x" * 301,
    "a\r\nb",
]  # fmt: skip
# What a browser's own field lets through, and what people type where there is none. The server reads further
# ways of writing a moment, which the phone leaves to it.
MOMENTS = {
    "date": ["2026-03-14", "31/12/2025", "30/02/2026", "2026-02-30", "demain"],
    "time": ["08:30", "25:00", "midi"],
    "dateTime": ["2026-03-14T09:00", "2026-03-14T11:00", "2026-02-30T09:00", "demain"],
}

KITCHEN_SINK = book(
    [
        row("text", "who", bx__max="20"),
        row("integer", "years", constraint=". >= 0 and . <= 60", **text("constraint_message", "de 0 à 60")),
        row("calculate", "months", calculation="${years} * 12"),
        row("note", "told", relevant="${months} > 24"),
        row("select_one colours", "first", required="${years} > 10"),
        row(
            "select_multiple colours", "several", bx__max="1",
            choice_filter="selected(${first}, name) or kind = 'b'",
        ),
        row("rank colours", "order", relevant="count-selected(${several}) >= 1"),
        row("begin_group", "moments", appearance="field-list", relevant="${first} = 'red' or ${who} != ''"),
        row("date", "day", constraint=". <= today()"),
        row("time", "hour"),
        row("dateTime", "both", constraint=". < now()"),
        row("decimal", "weight", required="yes"),
        row("end_group", ""),
        {**row("text", "why", required="not(selected(${several}, 'green'))"),
         **text("label", "Pourquoi ${first}, ${who} ?", "Waarom ${first}, ${who}?")},
        row("text", "mail", appearance="email"),
        row("range", "share", parameters="start=0 end=10 step=1"),
        row("acknowledge", "agreed", required="yes"),
    ],
    [{**each, "kind": kind} for each, kind in zip(options(), "ab", strict=True)],
)  # fmt: skip
FORMS = {
    "kitchen sink": KITCHEN_SINK,
    **{
        name: fill_ballots(
            read_workbook(ROOT / "surveys" / f"{name}.yaml"), ballots_in_files(ROOT / "programmes")
        )
        for name in ("citoyens", "evaluation", "professionnels")
    },
}


def serve(route: Route) -> None:
    script = SCRIPTS / route.request.url.removeprefix(f"{HOUSE}/")
    if script.is_file():
        route.fulfill(body=script.read_text("utf-8"), content_type="text/javascript; charset=utf-8")
    else:
        route.fulfill(body="", content_type="text/html; charset=utf-8")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page, far from Brussels, that can load our scripts and nothing else."""
    page = browser.new_page(timezone_id="America/New_York")
    page.route("**/*", serve)
    page.goto(f"{HOUSE}/")
    yield page
    page.close()


def values_for(question: Question, random: Random) -> list[str]:
    names = [choice.name for choice in question.choices]
    if names and question.is_multiple:
        return random.sample(names, random.randint(0, len(names)))
    if names:
        return [random.choice(names)]
    if question.type == "range":
        return [random.choice(range_steps(question))]
    if question.type == "acknowledge":
        return random.choice([[], ["OK"]])
    return [random.choice(MOMENTS.get(question.type, ODDITIES))]


def draw(form: Form, random: Random) -> tuple[Lang, dict[str, list[str]]]:
    answered = [q for q in form.questions.values() if q.takes_answer and random.random() < 0.7]
    return random.choice(["fr", "nl"]), {q.name: values_for(q, random) for q in answered}


def on_the_server(form: Form, lang: Lang, typed: Mapping[str, list[str]]) -> dict[str, Any]:
    readings = {name: read_answer(form.questions[name], values) for name, values in typed.items()}
    unreadable = {name: r.message for name, r in readings.items() if isinstance(r, Unreadable)}
    answers = {n: r for n, r in readings.items() if r is not None and not isinstance(r, Unreadable)}
    state = logic.settle(form, answers, NOW, lang)
    problems = []
    for page in logic.open_pages(state):
        for question in logic.shown_questions(page, state):
            name = question.name
            found = [(name, unreadable[name])] if name in unreadable else [
                (problem.field, problem.message) for problem in logic.problems([question], state)
            ]  # fmt: skip
            problems += [[n, m.localized[lang] if m.localized else m.id] for n, m in found]
    pages = [(page.name, logic.shown_questions(page, state)) for page in logic.open_pages(state)]
    return {
        "asked": sorted(state.asked),
        "answers": logic.kept_answers(state),
        "pages": [
            [name, [q.name for q in shown], logic.length_is_known(state, name)] for name, shown in pages
        ],
        "problems": problems,
        "read": [logic.shown_answer(question, state) for question in form.questions.values()],
        "labels": [logic.fill(question.label.get(lang, ""), state) for question in form.questions.values()],
    }  # fmt: skip


@pytest.mark.proof
@pytest.mark.parametrize("name", FORMS)
def test_the_phone_says_what_the_server_says(page: Page, name: str) -> None:
    form = compile_form(FORMS[name])
    random = Random(name)  # noqa: S311 - the same draw each time
    samples = [draw(form, random) for _ in range(SAMPLES)]
    said = page.evaluate(ASK, [phone_form(form), samples, NOW.isoformat(timespec="milliseconds")])
    for sample, phone in zip(samples, said, strict=True):
        assert phone == on_the_server(form, *sample), sample


def test_the_clock_of_the_phone_is_that_of_brussels_wherever_it_is(page: Page) -> None:
    for moment in (
        datetime(2026, 3, 14, 23, 26, 53, 589_000, tzinfo=UTC),
        datetime(2026, 7, 1, 22, 0, tzinfo=UTC),
    ):
        told = page.evaluate(
            "async (at) => (await import('/phone/logic.js')).brussels(new Date(at))", moment.isoformat()
        )
        assert told == clock.local(moment).isoformat(timespec="milliseconds")
