"""Begin an answer."""

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.consultations.models import Channel, Consultation, Draft
from app.kit import clock
from app.kit.localized import Lang
from app.questionnaires.logic import draw_orders
from app.questionnaires.queries import form_of_version


def start_draft(
    session: Session,
    consultation: Consultation,
    lang: Lang,
    *,
    draft_id: UUID | None = None,
    channel: Channel = "web",
) -> Draft:
    """Write an empty draft on the consultation's version and return it.

    The order of randomised options is drawn from the draft's id and kept with it.
    """
    new_id = draft_id or uuid4()
    form = form_of_version(session, consultation.questionnaire_version_id)
    defaults = {q.name: q.default for q in form.questions.values() if q.default and q.takes_answer}
    draft = Draft(
        id=new_id,
        consultation_id=consultation.id,
        questionnaire_version_id=consultation.questionnaire_version_id,
        language=lang,
        channel=channel,
        answers=defaults,
        unfinished={},
        shown_order=draw_orders(form, str(new_id)),
        reached=[],
        updated_on=clock.today(),
    )
    session.add(draft)
    session.flush()
    return draft
