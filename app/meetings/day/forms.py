"""What the pages of the day post, read field by field, and what phones send, read with suspicion."""

import json
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from app.kit import clock
from app.kit.errors import InvalidError, Message, Problem
from app.kit.forms import FieldReader, Posted, UnreadableError, add_field, is_email
from app.kit.localized import LANGUAGES, Lang
from app.kit.phones import read_phone
from app.meetings.day.press import Arrival, Mark
from app.meetings.day.rules import MARKS, PRESSES_KEPT
from app.meetings.models import AttendanceState
from app.meetings.rules import PROFILES

MOST_PRESSES: Final = 500
"""How many presses one message may hold; a phone sends the rest in the next one."""
LONGEST_NAME: Final = 120


def read_arrival(posted: Posted, *, sitting_id: int) -> Arrival:
    """Read the form for somebody who came without registering. `key` is the id that the page gave to it.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    name = " ".join(reader.text("name", longest=LONGEST_NAME).split())
    profile = reader.choice("profile", list(PROFILES), required="Say in what capacity this person comes.")
    language = reader.choice("language", list(LANGUAGES), required="Choose the language of this person.")
    email, phone = _contact(reader)
    reader.check()
    return Arrival(
        id=_id(posted.text("key")),
        sitting_id=sitting_id,
        pressed_at=clock.now(),
        name=name,
        profile=profile,
        language=cast("Lang", language),
        email=email,
        phone=phone,
    )


def read_state(posted: Posted) -> AttendanceState | None:
    """Read the button that was pressed beside a name; `none` takes back what was noted.

    Raises:
        InvalidError: it is none of ours.
    """
    state = posted.text("state")
    if state == "none":
        return None
    if state not in MARKS:
        raise InvalidError([Problem("state", Message("Please choose one of the options shown."))])
    return cast("AttendanceState", state)


def read_presses(text: str) -> tuple[list[Mark | Arrival], dict[UUID, Message]]:
    """Read what a phone noted: a JSON list of presses, each with its age in milliseconds.

    What is wrong with the contact or the name of somebody who came is said by the id of the press, so that
    the others are not held up.

    Raises:
        UnreadableError: no script of ours writes such a message.
    """
    found: list[Mark | Arrival] = []
    refused: dict[UUID, Message] = {}
    now = clock.now()
    try:
        # Whatever is no list of objects fails at one of the next lines.
        for item in json.loads(text)[:MOST_PRESSES]:
            try:
                found.append(_press(item, now))
            except InvalidError as error:
                refused[UUID(item["id"])] = error.problems[0].message
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise UnreadableError("We could not read this form. Please go back and try again.") from error
    return found, refused


def _press(item: dict[str, Any], now: datetime) -> Mark | Arrival:
    age = timedelta(milliseconds=float(item["age"]))
    # A clock that was set back meanwhile makes a press of the future; one of long ago is as old as may be.
    pressed_at = now - min(max(age, timedelta()), PRESSES_KEPT)
    sitting_id = int(item["sitting"])
    if not 0 < sitting_id < 2**31:
        raise ValueError(sitting_id)
    if item["state"] == "walk_in":
        fields = ("name", "profile", "language", "contact")
        typed: dict[str, list[str]] = {"key": [item["id"]]}
        for name in fields:
            # JSON can hold what no form can: halves of characters and control characters.
            item[name].encode()
            add_field(typed, name, item[name])
        posted = Posted(typed)
        read = read_arrival(posted, sitting_id=sitting_id)
        return Arrival(**{**read.__dict__, "pressed_at": pressed_at})
    state = read_state(Posted({"state": [item["state"]]}))
    return Mark(UUID(item["id"]), UUID(item["person"]), sitting_id, state, pressed_at)


def _contact(reader: FieldReader) -> tuple[str, str]:
    """Read an e-mail address or a telephone number from one field; either is blank, or both."""
    value = reader.text("contact", longest=254).lower()
    if not value:
        return "", ""
    if is_email(value):
        return value, ""
    phone = read_phone(value)
    if phone is None:
        reader.problem(
            "contact",
            "This is neither an e-mail address nor a telephone number. You can also leave it empty.",
        )
    return "", phone or ""


def _id(text: str) -> UUID:
    """Read the id that a page or a phone made.

    Raises:
        UnreadableError: it is no id.
    """
    try:
        return UUID(text)
    except ValueError as error:
        raise UnreadableError("We could not read this form. Please go back and try again.") from error
