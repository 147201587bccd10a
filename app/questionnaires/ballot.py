"""Write a programme's ballot into the questions that ask it, as ordinary XLSForm choices.

What is stored, checked and exported is then a complete XLSForm, which other tools can read as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.kit.localized import LANGUAGE_NAMES, Localized
from app.questionnaires.errors import BallotError
from app.questionnaires.workbook import (
    CHOICES,
    FIRST_ROW,
    SURVEY,
    Row,
    Workbook,
    language_headers,
    make_sheet,
)

BALLOT: Final = "bx::ballot"
BALLOT_TEXT: Final = "bx::ballot_text"
PLAIN: Final = "plain"
FILLED_FROM: Final = "ballot"
"""Column of the choices sheet that marks the rows written here, so that filling twice changes nothing.

It does not begin with `bx::`, because pyxform cannot read a column of choices whose name holds `::`.
"""


@dataclass(frozen=True, slots=True)
class BallotOption:
    """One option to vote for: its stable code, its short name and its plain-language text."""

    code: str
    name: Localized
    plain: Localized


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote of the programme: how many options a person may pick, and the options in their order."""

    code: str
    pick: int
    options: tuple[BallotOption, ...]


def fill_ballots(workbook: Workbook, ballots: Mapping[str, Ballot]) -> Workbook:
    """Return the workbook with the options of each asked ballot written into its question's choice list.

    The label of an option is its `name`, or its `plain` text where the question says
    `bx::ballot_text: plain`. A list may hold further rows of its own ("I don't know"); they come after the
    options. A question of several answers that has no `bx::max` receives the ballot's `pick`.

    Raises:
        BallotError: the ballot is unknown, the question has no choice list, the list would hold two ballots
            or two wordings, or `bx::max` contradicts the ballot.
    """
    wanted: dict[str, tuple[Ballot, str]] = {}
    survey = list(workbook.sheet(SURVEY).rows)
    for number, row in workbook.numbered(SURVEY):
        if BALLOT not in row:
            continue
        ballot = ballots.get(row[BALLOT])
        if ballot is None:
            known = ", ".join(sorted(ballots)) or "none"
            raise BallotError(
                f"the ballot {row[BALLOT]!r} does not exist; the known ones are: {known}",
                sheet=SURVEY, row=number, column=BALLOT,
            )  # fmt: skip
        kind, list_name = _kind_and_list(row, number)
        wording = row.get(BALLOT_TEXT, "")
        if wanted.setdefault(list_name, (ballot, wording)) != (ballot, wording):
            raise BallotError(
                f"the list {list_name!r} holds another ballot or wording; give this question its own list",
                sheet=SURVEY, row=number, column=BALLOT,
            )  # fmt: skip
        if kind == "select_multiple":
            survey[number - FIRST_ROW] = {**row, "bx::max": _picks(row, number, ballot)}
    if not wanted:
        return workbook
    columns = workbook.sheet(SURVEY).columns
    return _with_options(workbook.with_sheet(SURVEY, make_sheet(survey, columns)), wanted)


def _kind_and_list(row: Row, number: int) -> tuple[str, str]:
    kind, _, rest = row.get("type", "").partition(" ")
    list_name = rest.split(" ")[0]
    if kind not in {"select_one", "select_multiple", "rank"} or not list_name:
        raise BallotError(
            "only select_one, select_multiple and rank can ask a ballot; write `select_multiple <list>`",
            sheet=SURVEY, row=number, column="type",
        )  # fmt: skip
    return kind, list_name


def _picks(row: Row, number: int, ballot: Ballot) -> str:
    maximum = row.get("bx::max", str(ballot.pick))
    if maximum != str(ballot.pick):
        raise BallotError(
            f"bx::max is {maximum}, but the ballot {ballot.code!r} has {ballot.pick}; remove bx::max",
            sheet=SURVEY, row=number, column="bx::max",
        )  # fmt: skip
    return maximum


def _with_options(workbook: Workbook, wanted: Mapping[str, tuple[Ballot, str]]) -> Workbook:
    headers = language_headers(workbook)
    choices = workbook.sheet(CHOICES)
    columns = choices.columns or ("list_name", "name")
    rows: list[Row] = []
    written: set[str] = set()

    def write(list_name: str) -> None:
        ballot, wording = wanted[list_name]
        for option in ballot.options:
            texts = option.plain if wording == PLAIN else option.name
            labels = {f"label::{headers.get(code, _header(code))}": text for code, text in texts.items()}
            rows.append({"list_name": list_name, "name": option.code, **labels, FILLED_FROM: ballot.code})
        written.add(list_name)

    for row in choices.rows:
        list_name = row.get("list_name", "")
        if list_name in wanted and list_name not in written:
            write(list_name)
        if list_name not in wanted or FILLED_FROM not in row:
            rows.append(row)
    for list_name in wanted:
        if list_name not in written:
            write(list_name)
    return workbook.with_sheet(CHOICES, make_sheet(rows, columns))


def _header(code: str) -> str:
    return f"{LANGUAGE_NAMES.get(code, code)} ({code})"
