"""What keeps programs from answering by the thousand, and costs people nothing.

Nothing here looks at an address: a whole room may share one. A beginning carries a signed time; many
beginnings in a few minutes make each of them prove a little work; an answer that takes less time than reading
it is asked to be looked over again. See decision 20.
"""

import json
import secrets
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from altcha.v1 import ChallengeOptions, create_challenge, verify_solution
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.consultations.models import SpentProof, StartCount
from app.consultations.rules import slot_of
from app.db import insert_for, upsert_adding
from app.kit import clock, tokens
from app.settings import get_settings

WINDOW = timedelta(minutes=10)
"""Beginnings are counted by this much time; two windows are looked at, the current and the one before."""
GOOD_FOR = timedelta(hours=24)
"""How long a page on which one can begin may stay open."""
TO_PROVE = timedelta(minutes=15)
WORK = 60_000
"""Numbers to try at most, half of them on average: one to three seconds of a telephone."""
LONGEST_WAIT = 30
"""Seconds: nobody is asked to look an answer over for longer than this."""


@dataclass(frozen=True)
class Challenge:
    """A little work for a browser with scripts, or a sum for a person without."""

    puzzle: str
    """The work as JSON, in the protocol of ALTCHA."""
    first: int
    second: int
    signed: str
    """The sum and its time, signed, to come back with the result."""


def start_token(code: str) -> str:
    """Return the signed time that a page carries on which a consultation can be begun."""
    return tokens.sign("start", f"{code} {_seconds(clock.now())}")


def is_fresh(code: str, token: str) -> bool:
    """Say whether a page of ours gave out this token for this consultation, within a day."""
    return _age("start", code, token) is not None


def is_rush(session: Session, consultation_id: int) -> bool:
    """Say whether so many people begin just now that beginning has to cost a little. One statement."""
    limit = get_settings().challenge_after
    if not limit:
        return False
    since = _window(clock.now()) - WINDOW
    begun = session.scalar(
        select(func.sum(StartCount.n)).where(
            StartCount.consultation_id == consultation_id, StartCount.since >= since
        )
    )
    return (begun or 0) >= limit


def note_start(session: Session, consultation_id: int, draft_id: UUID) -> None:
    """Count a beginning. The count is of a few minutes and of a consultation; nothing leads to the draft."""
    if get_settings().challenge_after:
        row = {
            "consultation_id": consultation_id,
            "since": _window(clock.now()),
            "slot": slot_of(draft_id),
            "n": 1,
        }
        upsert_adding(session, StartCount, [row], "n")


def make_challenge(code: str) -> Challenge:
    """Return something to prove before beginning: work for a browser, or a sum of two numbers up to nine."""
    options = ChallengeOptions(
        hmac_key=tokens.key("puzzle " + code), max_number=WORK, expires=clock.now() + TO_PROVE
    )
    first, second = secrets.randbelow(8) + 2, secrets.randbelow(8) + 2
    value = f"{code} {_seconds(clock.now())} {first} {second} {secrets.token_hex(8)}"
    puzzle = json.dumps(create_challenge(options).to_dict(), separators=(",", ":"))
    return Challenge(puzzle, first, second, tokens.sign("sum", value))


def has_worked(session: Session, code: str, proof: str) -> bool:
    """Say whether `proof` solves a puzzle of ours that was not used before, and use it up."""
    try:
        payload = json.loads(b64decode(proof, validate=True))
        texts = [payload[name] for name in ("algorithm", "challenge", "salt", "signature")]
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
    if not all(isinstance(text, str) for text in texts) or "expires=" not in payload["salt"]:
        return False
    good, _ = verify_solution(payload, tokens.key("puzzle " + code))
    return good and _spend(session, payload["signature"])


def has_added_up(session: Session, code: str, signed: str, result: str) -> bool:
    """Say whether `result` is the sum asked in `signed`, in time and for the first time; use it up."""
    value = _age("sum", code, signed)
    if value is None or len(value) < 2:  # noqa: PLR2004 - two numbers
        return False
    return result.strip() == str(int(value[0]) + int(value[1])) and _spend(session, signed)


def seconds_wanted(pages: int) -> int:
    """Return how long an answer of so many pages takes at the very least, in seconds."""
    return min(int(pages * get_settings().seconds_per_page), LONGEST_WAIT)


def began_token(draft_id: UUID) -> str:
    """Return the signed moment at which an answer was begun in this browser."""
    return tokens.sign("began", f"{draft_id.hex} {_seconds(clock.now())}")


def is_of_draft(began: str, draft_id: UUID) -> bool:
    """Say whether we signed this moment, and for this draft."""
    return (tokens.unsign("began", began) or "").startswith(draft_id.hex + " ")


def is_too_quick(draft_id: UUID, began: str, pages: int) -> bool:
    """Say whether an answer comes faster than its pages can be read; `began` is what its browser holds."""
    wanted = seconds_wanted(pages)
    if not wanted:
        return False
    if not is_of_draft(began, draft_id):
        return True
    moment = int(began.partition(".")[0].partition(" ")[2])
    return _seconds(clock.now()) - moment < wanted


def purge_gate(session: Session) -> int:
    """Forget counts and used proofs that serve no more; return how many rows went."""
    counts = delete(StartCount).where(StartCount.since < clock.now() - 3 * WINDOW).returning(StartCount.n)
    spent = delete(SpentProof).where(SpentProof.forget_at < clock.now()).returning(SpentProof.fingerprint)
    return len(session.execute(counts).all()) + len(session.execute(spent).all())


def _age(purpose: str, code: str, token: str) -> list[str] | None:
    """Return what a token says after its code and its time, or None when it is too old or not ours."""
    parts = (tokens.unsign(purpose, token) or "").split(" ")
    if len(parts) < 2 or parts[0] != code:  # noqa: PLR2004 - a code and a time
        return None
    age = timedelta(seconds=_seconds(clock.now()) - int(parts[1]))
    return parts[2:] if timedelta() <= age <= GOOD_FOR else None


def _spend(session: Session, proof: str) -> bool:
    """Note that a proof was used, and say whether it was not before."""
    row = {"fingerprint": tokens.fingerprint(proof), "forget_at": clock.now() + GOOD_FOR}
    statement = insert_for(session)(SpentProof).values(row).on_conflict_do_nothing()
    return session.scalar(statement.returning(SpentProof.fingerprint)) is not None


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _window(moment: datetime) -> datetime:
    """Return the beginning of the window in which a moment lies."""
    whole = int(WINDOW.total_seconds())
    return datetime.fromtimestamp(_seconds(moment) // whole * whole, UTC)
