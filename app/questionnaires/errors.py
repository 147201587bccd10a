"""What can go wrong with a questionnaire before anybody is asked to answer it."""

from collections.abc import Sequence

from app.kit.errors import AteliersError


class QuestionnaireError(AteliersError):
    """A questionnaire that cannot be used as it is. Its messages are for authors, in English."""

    status = 422


class SurveyFileError(QuestionnaireError):
    """A file of surveys/ that cannot be read; every problem of the file is told at once.

    Attributes:
        file: the path as it was given.
        problems: pairs of a line number (1 is the first line) and a message that ends with its fix.
        line: the line of the first problem.
    """

    def __init__(self, file: str, problems: Sequence[tuple[int, str]]) -> None:
        self.file = file
        self.problems = tuple(problems)
        self.line = self.problems[0][0]
        super().__init__("\n".join(f"{file}, line {line}: {message}" for line, message in self.problems))


class WorkbookError(QuestionnaireError):
    """A cell or row of a workbook that has no meaning here.

    Attributes:
        sheet: name of the sheet, or ''.
        row: row as in a spreadsheet, the header being 1; 0 when no row is to blame.
        column: name of the column, or ''.
        reason: the message without the place.
    """

    def __init__(self, reason: str, *, sheet: str = "", row: int = 0, column: str = "") -> None:
        self.reason = reason
        self.sheet = sheet
        self.row = row
        self.column = column
        super().__init__(f"{place(sheet, row, column)}: {reason}" if sheet else reason)


class BallotError(WorkbookError):
    """A question that asks for a ballot that does not exist or that it cannot hold."""


def place(sheet: str, row: int, column: str) -> str:
    """Say where a cell is: `survey, row 12, column relevant`; what is 0 or '' is left out."""
    return ", ".join([sheet, *([f"row {row}"] if row else []), *([f"column {column}"] if column else [])])
