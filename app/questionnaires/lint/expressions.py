"""Rules on expressions: each can be read and computed, names what exists, and none waits for itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.questionnaires.cells import required_text
from app.questionnaires.expressions.check import check, find_cycle, references
from app.questionnaires.expressions.errors import ExpressionError
from app.questionnaires.expressions.grammar import children, parse
from app.questionnaires.finding import Finding
from app.questionnaires.lint.facts import Facts, SurveyRow, found
from app.questionnaires.lint.reachable import never_true
from app.questionnaires.model import Tree
from app.questionnaires.vocabulary import BEGINS, ENDS, EXPRESSIONS, is_computed
from app.questionnaires.workbook import CHOICES, SURVEY

_DEPENDING: Final = ("relevant", "calculation", "choice_filter", "repeat_count")
_REFERENCE: Final = re.compile(r"\$\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class _Cell:
    """An expression that could be read."""

    line: SurveyRow
    column: str
    tree: Tree

    @property
    def where(self) -> tuple[str, int, str]:
        return SURVEY, self.line.number, self.column


def expressions(facts: Facts) -> Iterator[Finding]:
    """Give what is wrong with the expressions of the survey sheet."""
    cells: list[_Cell] = []
    for line in facts.rows:
        for column in (*EXPRESSIONS, "default"):
            cell = line.row.get(column, "")
            if column == "default" and not is_computed(cell):
                continue
            text = required_text(cell) if column == "required" else cell
            if not text.strip():
                continue
            try:
                cells.append(_Cell(line, column, parse(text)))
            except ExpressionError as error:
                where = (SURVEY, line.number, column)
                at = f"correct it near character {error.position + 1} of {text!r}"
                yield found("expression", where, f"this cannot be read: {_start(str(error))}", at)
        yield from _seed(facts, line)
    for each in cells:
        yield from _checked(facts, each)
        yield from _options(facts, each)
    yield from _unreachable(facts, cells)
    yield from _cycle(facts, cells)


def _seed(facts: Facts, line: SurveyRow) -> Iterator[Finding]:
    for name in _REFERENCE.findall(line.row.get("parameters", "")):
        if name not in facts.types:
            where = (SURVEY, line.number, "parameters")
            fix = "use the name of a question of this form"
            yield found("reference-unknown", where, f"no question is named {name!r}", fix)


def _checked(facts: Facts, cell: _Cell) -> Iterator[Finding]:
    columns: frozenset[str] = frozenset()
    if cell.column == "choice_filter":
        sheet = cell.line.type.list_name if cell.line.type.from_file else CHOICES
        further = (column for column in facts.book.sheet(sheet).columns if "::" not in column)
        columns = frozenset({"name", "label", *further}) - {"list_name"}
    self_name = cell.line.name if cell.line.is_question else None
    for problem in check(cell.tree, facts.types, self_name=self_name, columns=columns):
        code = "reference-unknown" if problem.code == "unknown_question" else "expression"
        yield found(code, cell.where, _start(str(problem)), "correct the expression")


def _options(facts: Facts, cell: _Cell) -> Iterator[Finding]:
    for name, text in _compared(cell.tree, cell.line.name):
        known = facts.options.get(name)
        if known is None:
            continue
        for option in str(text).split():
            if option not in known:
                message = f"{option!r} is not an option of {name!r}"
                fix = f"use one of: {', '.join(sorted(known)) or 'none'}"
                yield found("option-unknown", cell.where, message, fix)


def _compared(tree: Tree, self_name: str) -> Iterator[tuple[str, str]]:
    """Give each question that is compared with a text, and the text."""
    match tree:
        case ["call", "selected", subject, ["str", text]]:
            yield from ((name, text) for name in _named(subject, self_name))
        case ["=" | "!=", subject, ["str", text]] | ["=" | "!=", ["str", text], subject]:
            yield from ((name, text) for name in _named(subject, self_name))
    for child in children(tree):
        yield from _compared(child, self_name)


def _named(tree: Tree, self_name: str) -> Iterator[str]:
    match tree:
        case ["ref", name]:
            yield name
        case ["self"]:
            yield self_name


def _unreachable(facts: Facts, cells: list[_Cell]) -> Iterator[Finding]:
    """Give each row whose condition, together with those of the groups around it, can never hold."""
    own = {cell.line.number: cell for cell in cells if cell.column == "relevant"}
    above: list[list[Tree]] = []
    for line in facts.rows:
        if line.type.kind in ENDS and above:
            above.pop()
            continue
        around = above[-1] if above else []
        types = _types_seen_from(facts, line)
        conditions = [*around, *([own[line.number].tree] if line.number in own else [])]
        news = len(conditions) > len(around) and not never_true(around, facts.options, types)
        if news and never_true(conditions, facts.options, types):
            message = f"nobody can ever see {line.name!r}: its condition never holds"
            fix = "correct the condition, or remove the row"
            yield found("unreachable", (SURVEY, line.number, "relevant"), message, fix)
        if line.type.kind in BEGINS:
            above.append(conditions)


def _types_seen_from(facts: Facts, line: SurveyRow) -> dict[str, str]:
    """Return the types, without those of other repeats: of many answers, each can be another one."""
    own = facts.repeat_of.get(line.name, "")
    return {name: kind for name, kind in facts.types.items() if facts.repeat_of.get(name, own) == own}


def _cycle(facts: Facts, cells: list[_Cell]) -> Iterator[Finding]:
    """Give one ring of questions that wait for each other; a question waits for its groups too."""
    own: dict[int, list[_Cell]] = {}
    for cell in cells:
        if cell.column in _DEPENDING:
            own.setdefault(cell.line.number, []).append(cell)
    deciding: dict[str, list[_Cell]] = {}
    above: list[list[_Cell]] = []
    for line in facts.rows:
        if line.type.kind in ENDS and above:
            above.pop()
            continue
        around = [*(above[-1] if above else []), *own.get(line.number, [])]
        if line.type.kind in BEGINS:
            above.append(around)
        if line.name and line.type.kind != "begin_group":
            deciding[line.name] = around
    cycle = find_cycle(
        {name: frozenset().union(*map(_waits_for, around)) for name, around in deciding.items()}
    )
    if cycle:
        guilty = next(cell for cell in deciding[cycle[0]] if cycle[1] in _waits_for(cell))
        message = f"these wait for each other: {' → '.join(cycle)}"
        yield found("cycle", guilty.where, message, "let one of them stand without the others")


def _waits_for(cell: _Cell) -> frozenset[str]:
    own = frozenset({cell.line.name}) if _has_self(cell.tree) else frozenset()
    return references(_without_other_rounds(cell.tree)) | own


def _without_other_rounds(tree: Tree) -> Tree:
    """Leave out what is read from another round: a running total reads itself one round before."""
    if tree[:2] == ["call", "indexed-repeat"]:
        return ["call", "indexed-repeat", *map(_without_other_rounds, tree[4:])]
    return [_without_other_rounds(part) if isinstance(part, list) else part for part in tree]


def _has_self(tree: Tree) -> bool:
    return tree == ["self"] or any(_has_self(child) for child in children(tree))


def _start(text: str) -> str:
    return text.rstrip(".")
