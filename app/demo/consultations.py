"""The digital consultation of 2023, and a round that is open now."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from app.consultations.models import Consultation
from app.consultations.open_consultation import open_consultation
from app.demo.answering import answer_all, begin_only
from app.demo.files import Voice, read
from app.demo.people import busy_days, give_voices, invent
from app.kit import clock
from app.questionnaires.queries import form_of_version

PROGRAMME = "adc-2022-2023"
STRAND = "digital-consultation"

Voices = dict[str, list[Voice]]
"""Open answers that nobody has given yet, by questionnaire."""


def hold_past(session: Session, random: Random, voices: Voices, share: float) -> None:
    """Hold the consultations with dates of their own. At most `share` of the open answers are given."""
    for row in read("consultations")["consultations"]:
        if "opens" in row:
            first, end = date.fromisoformat(row["opens"]), date.fromisoformat(row["closes"])
            _hold(session, random, row, voices, share=share, first=first, days=(end - first).days,
                  closes_at=clock.at_brussels(end))  # fmt: skip


def hold_open(session: Session, random: Random, voices: Voices) -> None:
    """Open the consultations counted from today, with answers until yesterday."""
    today = clock.today()
    for row in read("consultations")["consultations"]:
        if "opens" not in row:
            days = row["opened_days_ago"]
            end = today + timedelta(days=row["closes_in_days"])
            _hold(session, random, row, voices, share=1, first=today - timedelta(days=days), days=days,
                  closes_at=clock.at_brussels(end, 23, 59))  # fmt: skip


def _hold(
    session: Session,
    random: Random,
    row: dict[str, Any],
    voices: Voices,
    *,
    share: float,
    first: date,
    days: int,
    closes_at: datetime,
) -> None:
    questionnaire = row["questionnaire"]
    with clock.set_to(clock.at_brussels(first)):
        consultation = _open(session, row, clock.now(), closes_at)
    busy = busy_days(first, days, row["reminders"])
    respondents = read("respondents")[questionnaire]
    people = invent(random, respondents, busy, row["answers"])
    form = form_of_version(session, consultation.questionnaire_version_id)
    heard, kept = _divide(random, voices[questionnaire], share)
    voices[questionnaire] = give_voices(random, people, form, heard) + kept
    answer_all(session, random, consultation, people)
    if row["abandoned"]:
        begin_only(session, random, consultation, invent(random, respondents, busy, row["abandoned"]))


def _open(session: Session, row: dict[str, Any], opens_at: datetime, closes_at: datetime) -> Consultation:
    return open_consultation(
        session,
        code=row["code"],
        programme_code=PROGRAMME,
        strand_code=STRAND,
        questionnaire_code=row["questionnaire"],
        audience=row["audience"],
        access="open",
        title=row["title"],
        intro=row["intro"],
        thanks=row["thanks"],
        opens_at=opens_at,
        closes_at=closes_at,
        invented=True,
    )


def _divide(random: Random, voices: Iterable[Voice], share: float) -> tuple[list[Voice], list[Voice]]:
    """Return the same share of every question and language, and the rest."""
    piles: dict[tuple[str, str], list[Voice]] = {}
    for voice in voices:
        piles.setdefault((voice.question, voice.language), []).append(voice)
    heard, kept = [], []
    for pile in piles.values():
        mixed = random.sample(pile, len(pile))
        cut = round(len(pile) * share)
        heard += mixed[:cut]
        kept += mixed[cut:]
    return heard, kept
