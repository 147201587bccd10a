"""What is kept of the difference between versions, read for whoever reads answers to several of them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.questionnaires.identity import Identity, identities
from app.questionnaires.mapping import Fates
from app.questionnaires.models import QuestionnaireVersion


def identities_of(session: Session, version_ids: Iterable[int]) -> dict[int, Identity]:
    """Return the identity of versions of one questionnaire, by id. One statement."""
    wanted = list(version_ids)
    chain = _chain(session, wanted)
    by_number = identities([(number, fates) for _, number, fates in chain])
    return {key: by_number[number] for key, number, _ in chain if key in wanted}


def fates_since(session: Session, version_id: int) -> list[Fates]:
    """Return what became of a version's questions and options in every later version. One statement."""
    chain = _chain(session, [version_id])
    number = next(number for key, number, _ in chain if key == version_id)
    return [fates for _, later, fates in chain if later > number]


def fates_since_each(session: Session, version_ids: Iterable[int]) -> dict[int, list[Fates]]:
    """Return what `fates_since` does for versions of any questionnaires, by id. One statement."""
    wanted = set(version_ids)
    mine = select(QuestionnaireVersion.questionnaire_id).where(QuestionnaireVersion.id.in_(wanted))
    rows = session.execute(
        select(
            QuestionnaireVersion.id,
            QuestionnaireVersion.questionnaire_id,
            QuestionnaireVersion.number,
            QuestionnaireVersion.fates,
        )
        .where(QuestionnaireVersion.questionnaire_id.in_(mine))
        .order_by(QuestionnaireVersion.number)
    ).all()
    return {
        row.id: [
            Fates.from_json(later.fates) if later.fates else Fates()
            for later in rows
            if later.questionnaire_id == row.questionnaire_id and later.number > row.number
        ]
        for row in rows
        if row.id in wanted
    }


def _chain(session: Session, version_ids: Iterable[int]) -> list[tuple[int, int, Fates]]:
    """Return id, number and fates of every version of the questionnaires that have these versions."""
    questionnaires = select(QuestionnaireVersion.questionnaire_id).where(
        QuestionnaireVersion.id.in_(version_ids)
    )
    rows = session.execute(
        select(QuestionnaireVersion.id, QuestionnaireVersion.number, QuestionnaireVersion.fates)
        .where(QuestionnaireVersion.questionnaire_id.in_(questionnaires))
        .order_by(QuestionnaireVersion.number)
    )
    # What nobody has decided yet goes on under its name: that is what was done before it could be said.
    return [(key, number, Fates.from_json(said) if said else Fates()) for key, number, said in rows]
