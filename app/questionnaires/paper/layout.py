"""A form as the blocks that are printed, in one language or in both.

The result is plain JSON. The template takes every text as data and never as its own code, so that no label
can break it, whatever it contains.
"""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any, Final

from app.kit.errors import Message
from app.kit.localized import Lang, Localized
from app.questionnaires.logic import fill_plain
from app.questionnaires.model import Choice, Form, Page, Question
from app.questionnaires.paper.jumps import END, condition, jumps
from app.questionnaires.paper.numbering import numbers, option_names, paper_questions

Texts = list[dict[str, str]]
"""The same words in each language of the edition: `{lang, text}`. Once where both are the same."""
Block = dict[str, Any]

LONGEST_SCALE: Final = 12
"""A range of at most so many steps is printed as a row of circles, a longer one as cells to fill in."""
_SHORT: Final = 24
"""Characters of an option that still fits in a third of the page."""
_MIDDLE: Final = 40
_FEWEST_IN_COLUMNS: Final = 4
_MOST_IN_ONE_COLUMN: Final = 12
_WIDEST_MATRIX: Final = 6
_LINES: Final = {"one": 1, "many": 6}


def sections(form: Form, langs: Sequence[Lang]) -> list[Block]:
    """Return the pages of a form as sections: `label`, `condition` and `blocks`."""
    numbered = numbers(form)
    found: list[Block] = []
    level = 1
    for page in form.pages:
        shared = _shared_conditions(page)
        blocks = _blocks(form, page, langs, numbered, len(shared))
        if blocks:
            label = page.label or page.section
            level = 2 if texts_of(label, langs) else level
            for block in blocks:
                # Readers of screens go from heading to heading: none may be skipped.
                block["level"] = level
            found.append(
                {
                    "label": texts_of(label, langs),
                    "condition": _same({lang: condition(form, shared, lang) for lang in langs}, langs),
                    "blocks": blocks,
                }
            )
    return found


def _shared_conditions(page: Page) -> list[Any]:
    level = zip(*(question.relevant for question in page.questions), strict=False)
    return [trees[0] for trees in takewhile(lambda trees: all(tree == trees[0] for tree in trees), level)]


def _blocks(
    form: Form, page: Page, langs: Sequence[Lang], numbered: Mapping[str, int], shared: int
) -> list[Block]:
    on_paper = paper_questions(form)
    blocks: list[Block] = []
    for question in page.questions:
        own = list(question.relevant[shared:])
        when = _same({lang: condition(form, own, lang) for lang in langs}, langs)
        if question.type == "note":
            kind = "heading" if "heading" in question.appearance else "note"
            blocks.append({"kind": kind, "texts": texts_of(question.label, langs), "condition": when})
        elif question.name in on_paper:
            block = _question(form, question, langs, numbered) | {"condition": when}
            if blocks and _joins(blocks[-1], block):
                blocks[-1]["rows"].append(block["rows"][0])
            else:
                blocks.append(block)
    return blocks


def _question(form: Form, question: Question, langs: Sequence[Lang], numbered: Mapping[str, int]) -> Block:
    beside = (question.hint, question.guidance, *(medium.words for medium in question.media))
    hints = [texts_of(text, langs) for text in beside if any(text.values())]
    common: Block = {
        "number": numbered[question.name],
        "texts": texts_of(question.label, langs),
        "hints": hints,
        "how": _how(question, langs),
    }
    if question.type == "range":
        steps = option_names(question)
        kind = "scale" if len(steps) <= LONGEST_SCALE else "cells"
        width = max(map(len, steps))
        return common | {"kind": kind, "steps": steps, "cells": ["", *[""] * (width - 1)]}
    if question.is_select or question.type == "acknowledge":
        return common | _ticks(form, question, langs, common)
    if question.type == "text":
        many = "multiline" in question.appearance
        return common | {"kind": "lines", "lines": _LINES["many" if many else "one"]}
    return common | {"kind": "cells", "cells": _cells(question)}


def _ticks(form: Form, question: Question, langs: Sequence[Lang], common: Block) -> Block:
    onward = jumps(form, question)
    if question.type == "acknowledge":
        options = [{"n": 1, "texts": said(Message("I agree"), langs), "jump": []}]
    else:
        options = [
            {"n": n, "texts": _option(choice, langs), "jump": _jump(onward.get(choice.name), langs)}
            for n, choice in enumerate(question.choices, 1)
        ]
    shape = {"select_one": "round", "rank": "rank"}.get(question.type, "square")
    is_likert = question.type == "select_one" and "likert" in question.appearance and not onward
    if is_likert and len(options) <= _WIDEST_MATRIX:
        row = {"number": common["number"], "texts": common["texts"], "hints": common["hints"]}
        return {"kind": "matrix", "options": options, "rows": [row]}
    return {"kind": "ticks", "shape": shape, "options": options, "columns": _columns(options)}


def _option(choice: Choice, langs: Sequence[Lang]) -> Texts:
    """Return the label of an option, or the words of its image where it is an image alone."""
    media = (medium.words for medium in choice.media)
    return next(filter(None, (texts_of(text, langs) for text in (choice.label, *media))), [])


def _columns(options: Sequence[Block]) -> int:
    """Return how many columns the options fit in; where one leads elsewhere they stand below each other."""
    if len(options) < _FEWEST_IN_COLUMNS or any(option["jump"] for option in options):
        return 1
    longest = max(len(" / ".join(one["text"] for one in option["texts"])) for option in options)
    if longest <= _SHORT:
        return 3
    return 2 if longest <= _MIDDLE or len(options) > _MOST_IN_ONE_COLUMN else 1


def _joins(before: Block, block: Block) -> bool:
    """Say whether a question goes on in the table of the one before it: same options, both always asked."""
    return bool(
        before["kind"] == block["kind"] == "matrix"
        and before["options"] == block["options"]
        and not block["condition"]
        and not before["condition"]
    )


def _how(question: Question, langs: Sequence[Lang]) -> Texts:
    """Say how to answer where the boxes do not say it, and what the web does otherwise."""
    parts = []
    limit = question.extras.get("max", "")
    if question.type == "select_multiple" and limit:
        parts.append(Message("Tick at most %(limit)s.", {"limit": limit}))
    elif question.type == "select_multiple" and not any(question.hint.values()):
        parts.append(Message("Tick as many as you like."))
    if question.type == "rank":
        parts.append(Message("Write 1 beside your first choice, then 2, 3 and so on."))
    if question.type in {"date", "dateTime"} and not question.appearance & {"year", "month-year"}:
        parts.append(Message("Day / month / year"))
    if question.is_select and question.parameters.get("randomize") == "true":
        parts.append(Message("On the web the order changes each time; here it is fixed and means nothing."))
    return _same({lang: " ".join(part.text(lang) for part in parts) for lang in langs}, langs)


def _cells(question: Question) -> list[str]:
    """Return the cells to write in: '' is an empty one, anything else stands between two of them."""
    day = ["", "", "/", "", "", "/", "", "", "", ""]
    hour = ["", "", ":", "", ""]
    if question.type == "date" and "year" in question.appearance:
        return [""] * 4
    if question.type == "date" and "month-year" in question.appearance:
        return day[3:]
    shapes = {
        "integer": [""] * 4,
        "decimal": ["", "", "", "", ",", "", ""],
        "date": day,
        "time": hour,
        "dateTime": [*day, " ", *hour],
    }
    return shapes[question.type]


def _jump(target: int | None, langs: Sequence[Lang]) -> Texts:
    if target is None:
        return []
    if target == END:
        return said(Message("go to the end"), langs)
    return said(Message("go to question %(number)s", {"number": target}), langs)


def said(message: Message, langs: Sequence[Lang]) -> Texts:
    """Return one of our own messages in the languages of an edition."""
    return _same({lang: message.text(lang) for lang in langs}, langs)


def texts_of(text: Localized, langs: Sequence[Lang]) -> Texts:
    """Return a text of an author in the languages of an edition."""
    return _same({lang: fill_plain(text.get(lang, "")) for lang in langs}, langs)


def _same(texts: Mapping[Lang, str], langs: Sequence[Lang]) -> Texts:
    """Return a text per language of the edition, one where they are the same, none where there is none."""
    found = [{"lang": lang, "text": texts[lang]} for lang in langs if texts[lang]]
    return found[:1] if len({one["text"] for one in found}) == 1 else found
