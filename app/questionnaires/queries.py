"""Questionnaires as other domains use them: compiled forms, kept by version because versions never change."""

from collections import OrderedDict
from threading import Lock

from sqlalchemy import URL, func, select
from sqlalchemy.orm import Session

from app.db import is_writing
from app.questionnaires.compile import compile_form
from app.questionnaires.errors import QuestionnaireError
from app.questionnaires.model import Form
from app.questionnaires.models import Questionnaire, QuestionnaireVersion
from app.questionnaires.workbook import Workbook

_KEPT = 64
_forms: OrderedDict[str, Form] = OrderedDict()
_contents: dict[tuple[URL, int], str] = {}
"""The content of each published version, by database: what never changes is asked once."""
_lock = Lock()


def form_of_version(session: Session, version_id: int) -> Form:
    """Return the compiled form of a version: asked once for each database, compiled once for each content.

    Raises:
        LookupError: there is no such version.
    """
    bind = session.get_bind()
    key = (bind.engine.url, version_id)
    content = _contents.get(key) or _content(session, version_id)
    if not is_writing(session):
        # What a writing session has just written may be rolled back, and its number given to another version.
        _contents[key] = content
    with _lock:
        form = _forms.get(content)
    if form is None:
        version = session.get_one(QuestionnaireVersion, version_id)
        form = compile_form(Workbook.from_json(version.workbook))
        with _lock:
            _forms[content] = form
            while len(_forms) > _KEPT:
                _forms.popitem(last=False)
    return form


def _content(session: Session, version_id: int) -> str:
    content = session.scalar(
        select(QuestionnaireVersion.content_hash).where(QuestionnaireVersion.id == version_id)
    )
    if content is None:
        raise LookupError(f"no questionnaire version {version_id}")
    return content


def latest_version_id(session: Session, code: str) -> int | None:
    """Return the id of the newest version of the questionnaire with this code, or None."""
    questionnaire = session.scalars(select(Questionnaire).where(Questionnaire.code == code)).one_or_none()
    newest = latest_version(session, questionnaire.id) if questionnaire else None
    return newest.id if newest else None


def latest_version(session: Session, questionnaire_id: int) -> QuestionnaireVersion | None:
    """Return the newest version of a questionnaire, or None."""
    newest = (
        select(func.max(QuestionnaireVersion.number))
        .where(QuestionnaireVersion.questionnaire_id == questionnaire_id)
        .scalar_subquery()
    )
    return session.scalars(
        select(QuestionnaireVersion).where(
            QuestionnaireVersion.questionnaire_id == questionnaire_id, QuestionnaireVersion.number == newest
        )
    ).one_or_none()


def newest_version_ids(session: Session) -> list[int]:
    """Return the id of the newest version of every questionnaire, by code. One statement."""
    ranked = (
        select(
            QuestionnaireVersion.questionnaire_id, func.max(QuestionnaireVersion.number).label("number")
        ).group_by(QuestionnaireVersion.questionnaire_id)
    ).subquery()
    rows = session.scalars(
        select(QuestionnaireVersion.id)
        .join(
            ranked,
            (QuestionnaireVersion.questionnaire_id == ranked.c.questionnaire_id)
            & (QuestionnaireVersion.number == ranked.c.number),
        )
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .order_by(Questionnaire.code)
    )
    return list(rows)


def workbook_of(session: Session, code: str, number: int | None = None) -> tuple[int, Workbook]:
    """Return the number and the workbook of a version, the newest by default.

    Raises:
        QuestionnaireError: there is no such questionnaire or version; it names those that there are.
    """
    published = session.execute(
        select(Questionnaire.code, QuestionnaireVersion.number, QuestionnaireVersion.id)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .order_by(Questionnaire.code, QuestionnaireVersion.number)
    ).all()
    numbers = {n: version_id for known, n, version_id in published if known == code}
    if not numbers:
        known = ", ".join(dict.fromkeys(row.code for row in published)) or "none"
        raise QuestionnaireError(f"there is no questionnaire {code!r}; there are: {known}")
    wanted = max(numbers) if number is None else number
    if wanted not in numbers:
        there = ", ".join(map(str, numbers))
        raise QuestionnaireError(f"{code} has no version {wanted}; it has: {there}")
    version = session.get_one(QuestionnaireVersion, numbers[wanted])
    return wanted, Workbook.from_json(version.workbook)
