"""What is said to the author of a questionnaire: where, what is wrong, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.questionnaires.errors import QuestionnaireError, place

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One remark. It prints as `surveys/x.yaml: survey, row 12, column relevant: … — …`.

    `code` is stable and names the rule; `row` is counted as in a spreadsheet (the header is 1, 0 is none);
    `line` is the line in a YAML file (0 is unknown). An error keeps the questionnaire from being published,
    a warning does not.
    """

    file: str
    sheet: str
    row: int
    column: str
    message: str
    fix: str
    code: str
    level: Level = "error"
    line: int = 0

    def __str__(self) -> str:
        """Return it as it is printed."""
        file = f"{self.file}:{self.line}" if self.file and self.line else self.file
        parts = [part for part in (file, place(self.sheet, self.row, self.column)) if part]
        return f"{': '.join([*parts, self.message])} — {self.fix}"


class FindingsError(QuestionnaireError):
    """A questionnaire is refused, with every error that was found, a line each.

    Attributes:
        findings: the errors.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(finding for finding in findings if finding.level == "error")
        super().__init__("\n".join(map(str, self.findings)))


def refuse_errors(findings: Iterable[Finding]) -> None:
    """Let warnings pass.

    Raises:
        FindingsError: an error is among the findings.
    """
    error = FindingsError(findings)
    if error.findings:
        raise error
