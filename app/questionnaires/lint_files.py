"""Questionnaires in files, YAML or .xlsx: what they hold, and every finding with its file and line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.questionnaires.ballot import Ballot, fill_ballots
from app.questionnaires.data_files import with_data_files
from app.questionnaires.errors import SurveyFileError, WorkbookError
from app.questionnaires.finding import Finding
from app.questionnaires.lint import lint
from app.questionnaires.media import with_media
from app.questionnaires.workbook import MEDIA, Workbook
from app.questionnaires.yaml_file import parse_survey

YAML: Final = frozenset({".yaml", ".yml"})
"""Endings of the files that are read as YAML; any other is read as .xlsx."""
MOST_BYTES: Final = 10_000_000
"""How much of a file is read; a larger one is refused."""


@dataclass(frozen=True, slots=True)
class SurveyInFile:
    """What was read of a file: a workbook, ballots filled in, and what the reading has to say.

    When a finding is an error the workbook is not complete and must not be used.
    """

    workbook: Workbook = field(default_factory=Workbook)
    findings: tuple[Finding, ...] = ()
    lines: Mapping[tuple[str, int], int] = field(default_factory=dict)
    """Line in a YAML file of each sheet and row."""
    media: Mapping[str, bytes] = field(default_factory=dict)
    """The content of the images, sounds and films beside labels, by SHA-256."""

    @property
    def is_sound(self) -> bool:
        """Whether the file could be read whole."""
        return all(finding.level != "error" for finding in self.findings)


def read_file(path: Path, ballots: Mapping[str, Ballot]) -> SurveyInFile:
    """Read the questionnaire in `path`, with the data files and media beside it, and fill in its ballots.

    Raises:
        OSError: the file cannot be opened.
    """
    with path.open("rb") as file:
        return read_content(file.read(MOST_BYTES + 1), str(path), ballots, folder=path.parent)


def read_content(
    data: bytes, name: str, ballots: Mapping[str, Ballot], *, folder: Path | None = None
) -> SurveyInFile:
    """Read the questionnaire that a file called `name` holds and fill in its ballots.

    Data files and media are taken from `folder`. A file that somebody sends has none: it holds its data
    itself.
    """
    read = _read_yaml(data, name) if Path(name).suffix.lower() in YAML else _read_xlsx(data, name)
    if not read.is_sound:
        return read
    if folder is not None:
        workbook, unread = with_data_files(read.workbook, folder)
        workbook, media, unfit = with_media(workbook, folder / MEDIA)
        read = SurveyInFile(workbook, (*read.findings, *unread, *unfit), read.lines, media)
        if not read.is_sound:
            return read
    try:
        return SurveyInFile(fill_ballots(read.workbook, ballots), read.findings, read.lines, read.media)
    except WorkbookError as error:
        found = Finding(
            name, error.sheet, error.row, error.column, error.reason, "correct the cell", "ballot"
        )
        return SurveyInFile(findings=(*read.findings, found))


def lint_file(path: Path, ballots: Mapping[str, Ballot]) -> list[Finding]:
    """Return what is wrong with the questionnaire in `path`, ballots filled in.

    Raises:
        OSError: the file cannot be opened.
    """
    return findings_of(read_file(path, ballots), path)


def findings_of(read: SurveyInFile, path: Path) -> list[Finding]:
    """Return what the reading of a file had to say, and the lint if it could be read whole."""
    if not read.is_sound:
        return list(read.findings)
    return [*read.findings, *lint(read.workbook, file=str(path), lines=read.lines)]


def _read_yaml(data: bytes, name: str) -> SurveyInFile:
    try:
        survey = parse_survey(data, name)
    except SurveyFileError as error:
        return SurveyInFile(
            findings=tuple(
                Finding(name, "", 0, "", message, "correct the file", "file", line=line)
                for line, message in error.problems
            )
        )
    return SurveyInFile(survey.workbook, lines=survey.lines)


def _read_xlsx(data: bytes, name: str) -> SurveyInFile:
    from app.questionnaires.xlsx import open_xlsx  # noqa: PLC0415 - imports openpyxl, which starting must not

    opened = open_xlsx(data, file=name)
    return SurveyInFile(opened.workbook, opened.findings)
