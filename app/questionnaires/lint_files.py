"""The lint of questionnaires in files: every finding with its file and line."""

from collections.abc import Mapping
from pathlib import Path

from app.questionnaires.ballot import Ballot, fill_ballots
from app.questionnaires.errors import SurveyFileError, WorkbookError
from app.questionnaires.finding import Finding
from app.questionnaires.lint import lint
from app.questionnaires.yaml_file import read_survey


def lint_file(path: Path, ballots: Mapping[str, Ballot]) -> list[Finding]:
    """Return what is wrong with the questionnaire in `path`, ballots filled in."""
    try:
        survey = read_survey(path)
        workbook = fill_ballots(survey.workbook, ballots)
    except SurveyFileError as error:
        return [
            Finding(str(path), "", 0, "", message, "correct the file", "file", line=line)
            for line, message in error.problems
        ]
    except WorkbookError as error:
        return [
            Finding(
                str(path), error.sheet, error.row, error.column, error.reason, "correct the cell", "ballot"
            )
        ]
    return lint(workbook, file=str(path), lines=survey.lines)
