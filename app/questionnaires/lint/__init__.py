"""The lint: everything that is wrong with a questionnaire, cell by cell, with its fix.

pyxform judges the structure; the rules here judge what it does not see. A workbook without an error compiles
(`compile_form`) and can be put to people in every language.
"""

from collections.abc import Mapping
from dataclasses import replace

from app.questionnaires.finding import Finding
from app.questionnaires.lint.answerable import answerable
from app.questionnaires.lint.appearances import appearances
from app.questionnaires.lint.choices import choices
from app.questionnaires.lint.data_files import data_files
from app.questionnaires.lint.expressions import expressions
from app.questionnaires.lint.facts import read_facts
from app.questionnaires.lint.media import media
from app.questionnaires.lint.repeats import repeats
from app.questionnaires.lint.retention import retention
from app.questionnaires.lint.spelling import columns_twice, spelling
from app.questionnaires.lint.structure import structure
from app.questionnaires.lint.texts import texts
from app.questionnaires.pyxform_check import structural_findings
from app.questionnaires.workbook import SURVEY, Workbook, canonical

__all__ = ["Finding", "lint"]


def lint(
    workbook: Workbook, *, file: str = "", lines: Mapping[tuple[str, int], int] | None = None
) -> list[Finding]:
    """Return every finding of a workbook whose ballots are filled in, in the order of its sheets and rows.

    What pyxform says of a row on which a rule here already found an error is left out: it is the same
    mistake.

    Args:
        workbook: the workbook, with the ballots' options written into it.
        file: path that begins each finding.
        lines: line in that file of each sheet and row, as `read_survey` gives them.
    """
    book = canonical(workbook)
    facts = read_facts(book)
    rules = (
        structure, answerable, appearances, spelling, choices, data_files, media, texts, expressions, repeats,
        retention,
    )  # fmt: skip
    ours = [*columns_twice(workbook), *(finding for rule in rules for finding in rule(facts))]
    told = {(finding.sheet, finding.row) for finding in ours if finding.level == "error"}
    theirs = [finding for finding in structural_findings(book) if not _repeats(finding, told)]
    order = {name: place for place, name in enumerate([SURVEY, *book.sheets])}
    placed = [
        replace(finding, file=file, line=(lines or {}).get((finding.sheet, finding.row), 0))
        for finding in dict.fromkeys([*ours, *theirs])
    ]
    return sorted(placed, key=lambda finding: (order.get(finding.sheet, -1), finding))


def _repeats(finding: Finding, told: set[tuple[str, int]]) -> bool:
    """Say whether our rules already told this mistake; one without a place is told by any error at all."""
    return (finding.sheet, finding.row) in told or (
        not finding.row and bool(told) and finding.level == "error"
    )
