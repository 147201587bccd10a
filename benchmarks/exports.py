"""How long an export of 20,000 answers takes, and how much memory. Run as a process of its own.

It writes the answers first, on a consultation of its own, and prints JSON: `{name: {seconds, kilobytes,
grown}}`, where `grown` is by how many megabytes Python's memory grew at most while it wrote that file.
"""

import gc
import json
import sys
import time
import tracemalloc
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from app.analysis.export.formats import FORMATS, export_chunks
from app.consultations.counting import state_at_sending
from app.consultations.models import Consultation, Participation, Response
from app.consultations.open_consultation import open_consultation
from app.consultations.rules import EVERYWHERE
from app.db import transaction
from app.kit import clock
from app.programmes.queries import programme_codes
from app.questionnaires.logic import kept_answers
from app.questionnaires.model import Form, Question
from app.questionnaires.queries import form_of_version
from app.questionnaires.values import Answer, range_steps

CODE = "bench-exports"
RESPONSES = 20_000
PEOPLE = 500
"""Different sets of answers; each is given by forty people."""
SEED = 2023
WORDS = (
    "Une concertation mensuelle avec l’hôpital et les maisons médicales du quartier ; een loket dichtbij. "
)
TIMED = ("codes.csv", "excel-fr.csv", "codes.jsonl", "fr.xlsx", "codes.parquet", "fr.sav", "fr.dta")


def main() -> int:
    """Measure every kind of file, with the open answers in it."""
    _answer_many()
    found = {}
    for name in TIMED:
        # The first time loads libraries, which is not what is measured.
        next(export_chunks(CODE, name, open_answers=True))
        gc.collect()
        began = time.perf_counter()
        size = sum(map(len, export_chunks(CODE, name, open_answers=True)))
        seconds = time.perf_counter() - began
        found[name] = {"seconds": seconds, "kilobytes": size / 1000, "grown": _memory(name)}
    json.dump(found, sys.stdout)
    return 0


def _memory(name: str) -> float:
    """Return by how many megabytes Python's memory grew at most; apart from the time, which this doubles."""
    assert name in FORMATS
    tracemalloc.start()
    for _ in export_chunks(CODE, name, open_answers=True):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1_000_000


def _answer_many() -> None:
    chance = Random(SEED)  # noqa: S311 - invented answers, the same at each run
    text = {"fr": "Mesure", "nl": "Meting"}
    with transaction() as session:
        consultation = open_consultation(
            session, code=CODE, programme_code=programme_codes(session)[0],
            strand_code="digital-consultation", questionnaire_code="professionnels",
            audience="professionals", access="open", title=text, intro=text, thanks=text,
            opens_at=clock.now() - timedelta(days=1), closes_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
        form = form_of_version(session, consultation.questionnaire_version_id)
        people = [_person(form, chance) for _ in range(PEOPLE)]
        session.execute(
            insert(Response),
            [_response(consultation, chance, people[number % PEOPLE], number) for number in range(RESPONSES)],
        )
        session.add(
            Participation(
                consultation_id=consultation.id, day=clock.today(), channel="web", bassin=EVERYWHERE,
                questionnaire_version_id=consultation.questionnaire_version_id, profile="professional",
                language="fr", slot=0, n=RESPONSES,
            )
        )  # fmt: skip


def _person(form: Form, chance: Random) -> dict[str, Answer]:
    """Return what somebody answers who answers nearly everything that is asked."""
    typed = {
        question.name: _given(question, chance)
        for question in form.questions.values()
        if question.takes_answer and chance.random() < 0.9  # noqa: PLR2004 - nine in ten
    }
    return kept_answers(state_at_sending(form, typed, clock.today(), "fr"))


def _given(question: Question, chance: Random) -> Answer:
    names = [choice.name for choice in question.choices]
    if question.is_multiple:
        return chance.sample(names, min(len(names), chance.choice((1, 2, 2, 3))))
    if names:
        return chance.choice(names)
    if question.type == "range":
        return int(chance.choice(range_steps(question)))
    return chance.randrange(40) if question.type == "integer" else WORDS * chance.randrange(1, 4)


def _response(
    consultation: Consultation, chance: Random, answers: dict[str, Answer], number: int
) -> dict[str, Any]:
    return {
        "id": UUID(int=chance.getrandbits(128), version=4),
        "consultation_id": consultation.id,
        "questionnaire_version_id": consultation.questionnaire_version_id,
        "answers": answers, "shown_order": {}, "bassins": [], "profile": "professional",
        "language": chance.choice(("fr", "nl")), "channel": "web", "submitted_on": clock.today(),
        "receipt_fingerprint": f"{number:064}", "version": 0,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
