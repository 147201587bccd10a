"""Rules on repeats: what may stand in one, and how its answers are read from elsewhere."""

import re
from collections.abc import Iterator
from typing import Final

from app.questionnaires.compile import MOST_ROUNDS
from app.questionnaires.expressions.errors import ExpressionError
from app.questionnaires.expressions.grammar import children, parse
from app.questionnaires.finding import Finding
from app.questionnaires.lint.facts import Facts, SurveyRow, found
from app.questionnaires.model import REPEAT, SILENT_TYPES, Tree
from app.questionnaires.vocabulary import BEGINS, ENDS, EXPRESSIONS, PAGE_APPEARANCES
from app.questionnaires.workbook import SURVEY

LIMIT: Final = 200
"""How many rounds `bx::max` may allow: every page of every round is looked at when an answer is sent."""
_OF_ONE_PERSON: Final = ("bx::role", "bx::ballot", "bx::item")
_OVER_ROUNDS: Final = frozenset({"sum", "min", "max", "count", "count-non-empty", "join", "concat"})
_OF_REPEATS: Final = frozenset({"count", "count-non-empty", "indexed-repeat"})
_COUNT: Final = "_count"
_REFERENCE: Final = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


def repeats(facts: Facts) -> Iterator[Finding]:
    """Give what is wrong with the repeats and with what reads them."""
    around: list[SurveyRow] = []
    for line in facts.rows:
        if line.type.kind in ENDS and around:
            around.pop()
        if line.type.kind == "begin_repeat":
            yield from _begun(facts, line, around)
        elif line.row.get("repeat_count"):
            where = (SURVEY, line.number, "repeat_count")
            fix = "move it to the row begin_repeat, or remove it"
            yield found("repeat-count", where, "only a repeat is counted", fix, "warning")
        if any(above.type.kind == "begin_repeat" for above in around):
            yield from _inside(line)
        if line.type.kind in BEGINS:
            around.append(line)
        yield from _reads(facts, line)
    yield from _empty(facts)


def _empty(facts: Facts) -> Iterator[Finding]:
    shown = {
        facts.repeat_of[line.name]
        for line in facts.rows
        if line.is_question and line.type.kind not in SILENT_TYPES and line.name in facts.repeat_of
    }
    for line in facts.rows:
        if line.type.kind == "begin_repeat" and line.name and line.name not in shown:
            fix = "write its questions below, or remove it"
            yield found("repeat-empty", (SURVEY, line.number, "type"), "nothing is asked in this repeat", fix)


def _begun(facts: Facts, line: SurveyRow, around: list[SurveyRow]) -> Iterator[Finding]:
    where = (SURVEY, line.number, "type")
    if any(above.type.kind == "begin_repeat" for above in around):
        fix = "end the repeat around it first, or ask for the inner answers in one text"
        yield found("repeat-nested", where, "a repeat inside another repeat is not supported", fix)
    elif any(PAGE_APPEARANCES & set(above.row.get("appearance", "").split()) for above in around):
        fix = "give field-list to the repeat itself, and remove it from the group around"
        yield found("repeat-in-page", where, "a repeat cannot stand on a page with other questions", fix)
    if line.name and line.name + _COUNT in facts.types:
        message = (
            f"exports call the number of its rounds {line.name + _COUNT!r}, and a question has that name"
        )
        yield found("name-twice", (SURVEY, line.number, "name"), message, "rename the question or the repeat")
    maximum = line.row.get("bx::max", "")
    if maximum.isdecimal() and int(maximum) > LIMIT:
        fix = f"write {LIMIT} or less"
        yield found(
            "repeat-max", (SURVEY, line.number, "bx::max"), f"a repeat has at most {LIMIT} rounds", fix
        )
    count = line.row.get("repeat_count", "").strip()
    limit = int(maximum) if maximum.isdecimal() else MOST_ROUNDS
    if count.isdecimal() and int(count) > limit:
        message = f"{count} rounds are more than the {limit} that this repeat can have"
        fix = f"write fewer, or allow more in bx::max, up to {LIMIT}"
        yield found("repeat-max", (SURVEY, line.number, "repeat_count"), message, fix)


def _inside(line: SurveyRow) -> Iterator[Finding]:
    for column in _OF_ONE_PERSON:
        if line.row.get(column):
            message = f"{column} belongs to one answer of each person, and here each person has several"
            fix = "remove it, or ask the question outside the repeat"
            yield found("repeat-role", (SURVEY, line.number, column), message, fix)


def _reads(facts: Facts, line: SurveyRow) -> Iterator[Finding]:
    own = facts.repeat_of.get(line.name, "")
    for column in EXPRESSIONS:
        where = (SURVEY, line.number, column)
        try:
            tree = parse(line.row.get(column, "") or "0")
        except ExpressionError:
            continue
        seen = [*_misread(facts, tree, own, ""), *_indexed(facts, tree)]
        for code, message, fix, is_error in dict.fromkeys(seen):
            yield found(code, where, message, fix, "error" if is_error else "warning")
    for column, cell in line.row.items():
        if column not in EXPRESSIONS and "${" in cell:
            for name in _REFERENCE.findall(cell):
                if facts.repeat_of.get(name, own) != own and line.name != facts.repeat_of[name]:
                    where = (SURVEY, line.number, column)
                    message = f"{name!r} is asked in every round: all its answers will be shown here"
                    yield found(
                        "repeat-outside",
                        where,
                        message,
                        "check that this is what people should read",
                        "warning",
                    )


_Said = tuple[str, str, str, bool]


def _misread(facts: Facts, tree: Tree, own: str, around: str) -> Iterator[_Said]:
    """Give what is read as one answer although it is many; `around` is the function that reads it."""
    match tree:
        case ["ref", name] if facts.types.get(name) == REPEAT and around not in _OF_REPEATS:
            fix = f"write count(${{{name}}}) for the number of its rounds"
            yield "repeat-value", f"{name!r} is a repeat and has no answer of its own", fix, True
        case ["ref", name] if facts.repeat_of.get(name, own) != own and around not in _OVER_ROUNDS:
            fix = "use sum, min, max, count, join or indexed-repeat"
            message = (
                f"{name!r} has an answer in every round: the comparison holds if it holds for any of them"
            )
            yield "repeat-outside", message, fix, False
        case ["call", "position"] if not own:
            fix = "use it in the rows of a repeat"
            yield "repeat-position", "position(..) is always 1 outside a repeat", fix, False
        case ["call", "indexed-repeat", _, _, index]:
            yield from _misread(facts, index, own, "")
        case ["call", function, *arguments]:
            for argument in arguments:
                yield from _misread(facts, argument, own, function)
        case _:
            for child in children(tree):
                yield from _misread(facts, child, own, "")


def _indexed(facts: Facts, tree: Tree) -> Iterator[_Said]:
    match tree:
        case ["call", "indexed-repeat", ["ref", name], ["ref", repeat], _]:
            if facts.repeat_of.get(name) != repeat:
                message = f"{name!r} is not asked in a repeat {repeat!r}"
                fix = "write indexed-repeat(${question}, ${its repeat}, number of the round)"
                yield "repeat-indexed", message, fix, True
    for child in children(tree):
        yield from _indexed(facts, child)
