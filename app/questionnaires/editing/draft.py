"""One question as a form holds it: every field a text, or a list of texts, read from its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.kit.localized import LANGUAGES, Localized
from app.questionnaires.ballot import BALLOT
from app.questionnaires.cells import required_text
from app.questionnaires.editing.conditions import FAMILIES, Clause, Family, Join, from_tree
from app.questionnaires.editing.kinds import TEXTS, appearance_of
from app.questionnaires.editing.limits import MEASURED_BY_COLUMN, Limits
from app.questionnaires.editing.limits import from_tree as limits_from_tree
from app.questionnaires.editing.rows import Node, all_nodes, list_of
from app.questionnaires.expressions import ExpressionError, parse
from app.questionnaires.model import SELECT_TYPES, Tree
from app.questionnaires.vocabulary import read_parameters
from app.questionnaires.workbook import CHOICES, Row, Workbook, default_language, localized

MOST_OPTIONS: Final = 150
"""Options that a list may have to be changed on the screen; a longer one is changed in a spreadsheet."""
STEPS: Final = ("start", "end", "step")
USUAL_STEPS: Final = {"start": "1", "end": "5", "step": "1"}


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a list. `row` is its place in the list as it is kept, from 0; -1 where it is new."""

    name: str = ""
    label: Localized = field(default_factory=dict)
    row: int = -1


@dataclass(frozen=True, slots=True)
class Draft:
    """A question, or a group, as its form shows it."""

    kind: str
    name: str = ""
    texts: Mapping[str, Localized] = field(default_factory=dict)
    required: bool = False
    required_formula: str = ""
    list_name: str = ""
    options: tuple[Option, ...] = ()
    other: bool = False
    ballot: str = ""
    appearance: str = ""
    steps: Mapping[str, str] = field(default_factory=dict)
    shuffle: bool = False
    relevant_as: str = "rows"
    """`rows` or `formula`."""
    join: Join = "all"
    clauses: tuple[Clause, ...] = ()
    relevant: str = ""
    constraint_as: str = "limits"
    """`limits` or `formula`."""
    limits: Limits = field(default_factory=Limits)
    constraint: str = ""
    calculation: str = ""
    role: str = ""
    pii: bool = False
    retention_days: str = ""

    @property
    def has_options(self) -> bool:
        """Whether people choose from a list."""
        return self.kind in SELECT_TYPES

    @property
    def is_group(self) -> bool:
        """Whether it holds questions."""
        return self.kind.startswith("begin_")

    @property
    def options_can_change(self) -> bool:
        """Whether its options are written on this screen: not those of a ballot, nor those of a long list."""
        return self.has_options and not self.ballot and len(self.options) <= MOST_OPTIONS


def read_draft(workbook: Workbook, node: Node) -> Draft:
    """Return a question as it is written in its rows."""
    row, kind = node.row, node.type.kind
    default = default_language(workbook)
    relevant = row.get("relevant", "")
    rule = from_tree(tree, families(workbook)) if (tree := _tree(relevant)) else None
    constraint = row.get("constraint", "")
    limits = limits_of(row, kind)
    required = required_text(row.get("required", ""))
    parameters = parameters_of(row)
    return Draft(
        kind=kind,
        name=node.name,
        texts={base: _both(localized(row, base, default)) for base in TEXTS},
        required=required == "true()",
        required_formula="" if required == "true()" else required,
        list_name=node.type.list_name,
        options=options_of(workbook, node.type.list_name) if kind in SELECT_TYPES else (),
        other=node.type.or_other,
        ballot=row.get(BALLOT, ""),
        appearance=appearance_of(kind, row.get("appearance", "")),
        steps={name: parameters.get(name, "") for name in STEPS} if kind == "range" else {},
        shuffle=parameters.get("randomize") == "true",
        relevant_as="formula" if relevant and rule is None else "rows",
        join=rule.join if rule else "all",
        clauses=rule.clauses if rule else (),
        relevant=relevant,
        constraint_as="limits" if limits is not None else "formula",
        limits=limits or Limits(),
        constraint=constraint,
        calculation=row.get("calculation", ""),
        role=row.get("bx::role", ""),
        pii=row.get("bx::pii", "") == "yes",
        retention_days=row.get("bx::retention_days", ""),
    )


def limits_of(row: Row, kind: str) -> Limits | None:
    """Return the limits of a question, or None where its constraint says more than limits can."""
    text = row.get("constraint", "")
    tree = _tree(text)
    if text and tree is None:
        return None
    limits = limits_from_tree(tree, kind)
    most = row.get("bx::max", "")
    if limits is None or kind not in MEASURED_BY_COLUMN or not most:
        return limits
    if limits.most and limits.most != most:
        return None
    return Limits(limits.least, most, limits.pattern)


def parameters_of(row: Row) -> dict[str, str]:
    """Return the parameters of a question; a cell that cannot be read has none."""
    try:
        return read_parameters(row["parameters"]) if row.get("parameters") else {}
    except ValueError:
        return {}


def options_of(workbook: Workbook, list_name: str) -> tuple[Option, ...]:
    """Return the options of a list, with their places in it."""
    default = default_language(workbook)
    return tuple(
        Option(row.get("name", "") or row.get("value", ""), _both(_labels(row, default)), index)
        for index, row in enumerate(rows_of(workbook, list_name))
    )


def rows_of(workbook: Workbook, list_name: str) -> list[Row]:
    """Return the rows of a list in the choices sheet."""
    return [row for row in workbook.sheet(CHOICES).rows if list_name and list_of(row) == list_name]


def _labels(row: Row, default: str) -> Localized:
    return localized(row, "label", default) or localized(row, "caption", default)


def families(workbook: Workbook) -> dict[str, Family]:
    """Return what can be asked of the answer to each question, by its name."""
    return {
        node.name: FAMILIES[node.type.kind]
        for node in all_nodes(workbook)
        if node.name and node.type.kind in FAMILIES
    }


def _tree(text: str) -> Tree | None:
    """Return the tree of an expression; none where there is nothing, or where it cannot be read."""
    try:
        return parse(text) if text.strip() else None
    except ExpressionError:
        return None


def _both(texts: Localized) -> Localized:
    return {lang: texts.get(lang, "") for lang in LANGUAGES}
