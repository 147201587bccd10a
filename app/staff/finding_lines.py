"""What is wrong in a questionnaire, said in the reader's language beside the author's own words.

Findings are written for authors, in the English of XLSForm, with the names and values of the file. Each rule
has a sentence here that says what it is about; the English detail stands under it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.kit.errors import Message
from app.kit.localized import Lang
from app.questionnaires.finding import Finding

_RULES: Final[tuple[tuple[Message, tuple[str, ...]], ...]] = (
    (Message("The file cannot be read as a questionnaire."), ("file", "pyxform", "pyxform-trips")),
    (Message("Another tool would remark on this."), ("pyxform-warning",)),
    (Message("A text is missing in one language."), ("text-missing", "or-other-language")),
    (Message("Say in words why an answer is refused."), ("constraint-message",)),
    (Message("A language is not written as it should be."), ("language-code", "default-language")),
    (Message("Two columns hold the same thing."), ("language-twice", "column-twice")),
    (Message("A column has no name."), ("column-nameless",)),
    (Message("This column is not read, or has a slip in its name."), (
        "column-letters", "column-unknown", "column-ignored", "bx-unknown",
    )),
    (Message("This is not possible here yet."), (
        "column-not-yet", "type-not-yet", "default-computed", "read-only",
    )),
    (Message("This watches people or their devices, and stays refused."), ("type-refused", "sheet-refused")),
    (Message("This type of row does not exist."), ("type-unknown",)),
    (Message("This row changes nothing here."), ("type-ignored",)),
    (Message("A sheet is missing, or has another name."), (
        "sheet-letters", "sheet-missing", "sheet-unknown",
    )),
    (Message("There is no question."), ("survey-empty",)),
    (Message("The code of the questionnaire (form_id) is missing or not the right one."), (
        "form-id", "form-id-other",
    )),
    (Message("The settings are one single row."), ("settings-rows",)),
    (Message("This name cannot be used, or is used twice."), (
        "name", "name-twice", "name-reserved", "choice-name", "choice-space", "choice-twice",
    )),
    (Message("A group is not begun or not closed."), ("group-end", "group-open")),
    (Message("The list of options is missing or is not whole."), (
        "list-missing", "list-unknown", "list-empty", "list-twice", "choice-list",
    )),
    (Message("No question uses this list."), ("list-unused",)),
    (Message("This option is not in the list of the question."), ("option-unknown", "default-option")),
    (Message("This value does not fit."), ("default-value", "bx-value", "parameters", "range")),
    (Message("This formula cannot be read."), ("expression", "calculation-missing")),
    (Message("No question has this name."), ("reference-unknown",)),
    (Message("These questions wait for each other."), ("cycle",)),
    (Message("Nobody can ever see this question."), ("unreachable",)),
    (Message("The vote and its ballot do not fit together."), (
        "ballot", "ballot-missing", "ballot-text", "max-constraint",
    )),
    (Message("A space too many."), ("space-doubled", "space-around")),
    (Message("French typography: a space that does not break belongs here."), ("french-spacing",)),
    (Message("A sign that cannot be seen is in the text."), ("control-character",)),
    (Message("The cell holds something else than text."), (
        "xlsx-date", "xlsx-duration", "xlsx-error", "xlsx-formula",
    )),
    (Message("Merged cells: only the first one is read."), ("xlsx-merged",)),
    (Message("The sheet is larger than any questionnaire."), ("xlsx-long", "xlsx-wide")),
    (Message("A chart is not kept."), ("xlsx-chart",)),
)  # fmt: skip
_SENTENCES: Final = {code: message for message, codes in _RULES for code in codes}


@dataclass(frozen=True)
class FindingLine:
    """A finding as a table shows it; `sentence` is '' for a rule that has none."""

    is_error: bool
    sheet: str
    row: int
    line: int
    column: str
    sentence: str
    detail: str
    fix: str


def finding_lines(findings: Iterable[Finding], lang: Lang) -> list[FindingLine]:
    """Return findings ready to be read, those that keep a questionnaire from being published first."""
    return [
        FindingLine(
            finding.level == "error",
            finding.sheet,
            finding.row,
            finding.line,
            finding.column,
            _SENTENCES[finding.code].text(lang) if finding.code in _SENTENCES else "",
            finding.message,
            finding.fix,
        )
        for finding in sorted(findings, key=lambda finding: finding.level != "error")
    ]
