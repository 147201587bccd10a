"""Asks a real browser what expressions are worth, so that its answers can be laid beside the server's."""

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from app.questionnaires.expressions import Context, Value
from app.questionnaires.expressions.values import from_answer
from app.questionnaires.model import Tree

SCRIPT = Path(__file__).parents[3] / "app" / "static" / "js" / "expressions.js"
HOUSE = "http://127.0.0.1:9"
"""Nothing listens there: the page and the script come from `_serve`, under the rules of the real service."""

_LARGEST = 2**53
"""Beyond it a browser that reads JSON rounds whole numbers."""

_ASK = """async (json) => {
  const {cases, contexts} = JSON.parse(json);
  const {evaluate} = await import("/expressions.js");
  for (const context of contexts) context.label = (name, question) => `${question}:${name}`;
  return cases.map(([tree, context]) => {
    try {
      return [evaluate(tree, contexts[context])];
    } catch (error) {
      return String(error);
    }
  });
}"""

_CONVERT = """async (values) => {
  const {truth, toNumber, toString} = await import("/expressions.js");
  return values.map((value) => [truth(value), toNumber(value), toString(value)]);
}"""


def label(name: str, question: str) -> str:
    """The label that every choice has here, on either side."""
    return f"{question}:{name}"


@contextmanager
def phone(browser: Browser) -> Iterator[Page]:
    """A page of the house, on which scripts may do no more than the service allows."""
    page = browser.new_page()
    page.route("**/*", _serve)
    page.goto(f"{HOUSE}/")
    yield page
    page.close()


def _serve(route: Route) -> None:
    if route.request.url.endswith("/expressions.js"):
        route.fulfill(body=SCRIPT.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")
    else:
        policy = {"Content-Security-Policy": "default-src 'self'"}
        route.fulfill(body="<!doctype html><title>Twins</title>", content_type="text/html", headers=policy)


def on_the_phone(page: Page, cases: Sequence[tuple[Tree, Context]]) -> list[Value | Exception]:
    """What each tree is worth in its context, as the browser says; an exception where it threw one."""
    contexts = {id(context): context for _, context in cases}
    places = {key: place for place, key in enumerate(contexts)}
    asked = {
        "cases": [[tree, places[id(context)]] for tree, context in cases],
        "contexts": [_context(context) for context in contexts.values()],
    }
    answers = page.evaluate(_ASK, json.dumps(asked, allow_nan=False))
    return [_value(found[0]) if isinstance(found, list) else RuntimeError(found) for found in answers]


def conversions(page: Page, values: Sequence[Value]) -> list[list[Value]]:
    """The truth, number and text of each value, as the browser says."""
    return [[_value(part) for part in parts] for parts in page.evaluate(_CONVERT, list(values))]


def same(ours: Value, theirs: object) -> bool:
    """Whether two values are the same one: NaN is NaN, and the two zeros differ."""
    if isinstance(ours, float) and isinstance(theirs, float):
        if math.isnan(ours):
            return math.isnan(theirs)
        return ours == theirs and math.copysign(1, ours) == math.copysign(1, theirs)
    return type(ours) is type(theirs) and ours == theirs


def _context(context: Context) -> dict[str, Any]:
    return {
        "answers": {name: _answer(answer) for name, answer in context.answers.items()},
        "self": context.self_name,
        "today": context.today.isoformat(),
        "now": context.now.isoformat(timespec="milliseconds"),
        "position": context.position,
        "repeats": {name: list(texts) for name, texts in context.repeats.items()},
        "columns": dict(context.columns),
    }


def _answer(answer: object) -> object:
    """Return an answer as it comes to a phone: what JSON cannot carry exactly goes as text."""
    if isinstance(answer, int):
        return answer if abs(answer) <= _LARGEST else str(answer)
    return from_answer(answer) if isinstance(answer, float) and not math.isfinite(answer) else answer


def _value(found: Any) -> Value:  # noqa: ANN401 - whatever the browser gave
    """A value of the browser as one of ours: Playwright gives whole numbers as int."""
    value: Value = float(found) if type(found) is int else found
    return value
