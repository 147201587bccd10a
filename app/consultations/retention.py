"""Forget texts and files whose time is over, as the questionnaire promises with `bx::retention_days`.

The answer stays, and stays counted as answered: only its words go. The lint sees to it that no condition and
no calculation reads such a question, so that nothing else changes with them.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.consultations.files import forget_unused
from app.consultations.models import Draft, Response
from app.consultations.texts.models import TextMark
from app.kit import clock
from app.questionnaires.model import FILE_TYPES, Form
from app.questionnaires.queries import form_of_version
from app.questionnaires.repeats import written_name

FORGOTTEN = ""
"""What stands in the place of a text that was forgotten."""


def purge_texts(session: Session) -> int:
    """Empty what is older than its questionnaire allows; return how many answers had something to forget.

    An answer's age is counted from the day on which it was first sent, as is that of its correction; that of
    a draft from its last change.
    """
    gone = 0
    versions = {
        *session.scalars(select(Response.questionnaire_version_id).distinct()),
        *session.scalars(select(Draft.questionnaire_version_id).distinct()),
    }
    for version in versions:
        for days, names in _limits(form_of_version(session, version)).items():
            rows = _older(session, version, clock.today() - timedelta(days=days))
            gone += sum(_emptied(session, row, names) for row in rows)
    session.flush()
    return gone


def _older(session: Session, version: int, last: date) -> list[Response | Draft]:
    sent = select(Response).where(Response.questionnaire_version_id == version, Response.submitted_on <= last)
    # A correction holds the words of what was sent, and is as old.
    since = func.coalesce(Draft.sent_on, Draft.updated_on)
    begun = select(Draft).where(Draft.questionnaire_version_id == version, since <= last)
    return [*session.scalars(sent), *session.scalars(begun)]


def _limits(form: Form) -> dict[int, set[str]]:
    """Return the names of the questions that are forgotten, by the days after which they are."""
    found: dict[int, set[str]] = {}
    for question in form.every_question:
        if "retention_days" in question.extras and question.type in {"text", *FILE_TYPES}:
            found.setdefault(int(question.extras["retention_days"]), set()).add(question.name)
    return found


def _emptied(session: Session, row: Response | Draft, names: set[str]) -> bool:
    keys = list(_keys(row.answers, names))
    typed = list(_keys({**row.unfinished, **row.others}, names)) if isinstance(row, Draft) else []
    if not keys and not typed:
        return False
    row.answers = {**row.answers, **dict.fromkeys(keys, FORGOTTEN)}
    if isinstance(row, Draft):
        row.unfinished = {key: text for key, text in row.unfinished.items() if key not in typed}
        row.others = {key: texts for key, texts in row.others.items() if key not in typed}
    session.execute(delete(TextMark).where(TextMark.response_id == row.id, TextMark.question.in_(keys)))
    session.flush()
    forget_unused(session, row.id)
    return True


def _keys(values: dict[str, object], names: set[str]) -> Iterator[str]:
    return (key for key, value in values.items() if written_name(key) in names and value != FORGOTTEN)
