"""What the page of the handover posts, read field by field."""

from datetime import time
from typing import Final

from app.kit.forms import FieldReader, Posted
from app.meetings.day.handover import OTHER_NEED, Arrangement, Handover, RunSheetRow
from app.meetings.day.rules import ARRANGEMENT_STATES, MATERIAL
from app.meetings.rules import NEEDS

MOST_ROWS: Final = 40


def read_handover(posted: Posted) -> Handover:
    """Read the handover form. Rows of the run sheet without a word are left out; the others go by the hour.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    rows = [row for number in range(1, MOST_ROWS + 1) if (row := _row(reader, number))]
    wish = Handover(
        run_sheet=tuple(_by_the_hour(rows)),
        arrangements={
            need: Arrangement(
                reader.choice(f"state.{need}", list(ARRANGEMENT_STATES)) or ARRANGEMENT_STATES[0],
                reader.text(f"words.{need}", longest=300),
            )
            for need in (*NEEDS, OTHER_NEED)
            if f"state.{need}" in posted
        },
        interpreter=reader.text("interpreter", longest=400),
        contacts=reader.text("contacts", longest=2_000),
        ready=tuple(each for each in MATERIAL if each in posted.many("ready")),
        remarks=reader.text("remarks", longest=2_000),
        edition=reader.integer("edition", low=0, high=999_999_999) or 0,
    )
    reader.check()
    return wish


def _row(reader: FieldReader, number: int) -> RunSheetRow | None:
    hour = reader.posted.text(f"hour.{number}")
    row = RunSheetRow(
        hour, reader.text(f"what.{number}", longest=300), reader.text(f"who.{number}", longest=120)
    )
    if hour and not _is_hour(hour):
        reader.problem(f"hour.{number}", "Please give an hour, such as 14:30.")
    return row if row.hour or row.what or row.who else None


def _is_hour(text: str) -> bool:
    try:
        time.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("14:30")


def _by_the_hour(rows: list[RunSheetRow]) -> list[RunSheetRow]:
    """Sort by the hour; a row without one stays behind the row that it stood behind."""
    last = ""
    placed = []
    for row in rows:
        last = row.hour or last
        placed.append((last, row))
    return [row for _, row in sorted(placed, key=lambda each: each[0])]
