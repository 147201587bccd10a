"""A questionnaire as its author sees it: groups and questions, with what is to be said of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from app.kit.localized import LANGUAGES, Lang, Localized
from app.questionnaires.editing.rows import Node, all_nodes, canonical_row, list_of, tree
from app.questionnaires.expressions import ExpressionError, parse
from app.questionnaires.finding import Finding
from app.questionnaires.model import Choice, Form, Question
from app.questionnaires.plain_words import in_words
from app.questionnaires.vocabulary import OTHER, OTHER_CHOICE, OTHER_SUFFIX
from app.questionnaires.workbook import (
    CHOICES,
    FIRST_ROW,
    SURVEY,
    Workbook,
    canonical,
    default_language,
    localized,
)  # fmt: skip

MISSING = frozenset({"text-missing", "constraint-message"})
"""Codes of the findings that say that a text lacks a language."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question or a group, with what is inside it."""

    node: Node
    label: Localized
    condition: str
    """When it is shown, in plain words; '' is always."""
    findings: tuple[Finding, ...] = ()
    children: tuple["Item", ...] = ()

    @property
    def lacks_language(self) -> bool:
        """Whether a text of it, or of its options, is not there in every language."""
        return any(finding.code in MISSING for finding in self.findings)

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """The errors that are no missing text, which the mark says already."""
        return tuple(one for one in self.findings if one.code not in MISSING and one.level == "error")


def outline(
    workbook: Workbook, findings: Sequence[Finding], lang: Lang
) -> tuple[tuple[Item, ...], tuple[Finding, ...]]:
    """Return the questions and groups, and the findings that concern none of them."""
    placed, general = _placed(workbook, findings)
    form = loose_form(workbook)
    default = default_language(workbook)

    def item(node: Node) -> Item:
        return Item(
            node,
            {code: localized(node.row, "label", default).get(code, "") for code in LANGUAGES},
            condition_in_words(node.row.get("relevant", ""), form, lang),
            tuple(placed.get(node.index, ())),
            tuple(map(item, node.children)),
        )

    return tuple(map(item, tree(workbook))), tuple(general)


def condition_in_words(text: str, form: Form, lang: Lang) -> str:
    """Return a condition in plain words; one that cannot be read, as it is written."""
    try:
        return in_words(parse(text), form, lang) if text.strip() else ""
    except ExpressionError:
        return text


def loose_form(workbook: Workbook) -> Form:
    """Return a form that knows the words of every question, also where the questionnaire is not yet sound."""
    book = canonical(workbook)
    default = default_language(book)
    lists: dict[str, list[Choice]] = {}
    for _, row in book.numbered(CHOICES):
        label = localized(row, "label", default)
        lists.setdefault(list_of(row), []).append(Choice(row.get("name", ""), label))
    questions: dict[str, Question] = {}
    for node in all_nodes(book):
        if not node.name or node.is_group:
            continue
        other = [Choice(OTHER, OTHER_CHOICE)] if node.type.or_other else []
        label = localized(node.row, "label", default)
        asked = Question(
            node.name, node.type.kind, label, choices=(*lists.get(node.type.list_name, ()), *other)
        )
        questions[node.name] = asked
        if node.type.or_other:
            name = node.name + OTHER_SUFFIX
            questions[name] = replace(asked, name=name, type="text", choices=())
    return Form(book.settings.get("form_id", ""), {}, LANGUAGES, (), questions)


def _placed(
    workbook: Workbook, findings: Collection[Finding]
) -> tuple[Mapping[int, list[Finding]], list[Finding]]:
    """Return the findings by the index of the block that they concern, and those that concern none."""
    nodes = all_nodes(workbook)
    rows = {SURVEY: workbook.sheet(SURVEY).rows, CHOICES: workbook.sheet(CHOICES).rows}
    placed: dict[int, list[Finding]] = {}
    general: list[Finding] = []
    for finding in findings:
        at = finding.row - FIRST_ROW
        node: Node | None = None
        if finding.sheet == SURVEY and at >= 0:
            inside = [one for one in nodes if one.index <= at < one.end]
            node = max(inside, key=lambda one: one.index, default=None)
        elif finding.sheet == CHOICES and 0 <= at < len(rows[CHOICES]):
            name = list_of(canonical_row(rows[CHOICES][at]))
            node = next((one for one in nodes if name and one.type.list_name == name), None)
        if node is None:
            general.append(finding)
        else:
            placed.setdefault(node.index, []).append(finding)
    return placed, general
