"""Begin an answer."""

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.consultations.defaults import default_answers
from app.consultations.models import Channel, Consultation, Draft
from app.consultations.visits import footprint_of_draft, frontier, write_visits
from app.kit import clock
from app.kit.localized import Lang
from app.questionnaires.logic import draw_orders, settle
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
    now = clock.now()
    form = form_of_version(session, consultation.questionnaire_version_id)
    defaults = default_answers(form, clock.local(now), lang)
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
        at_page=frontier(settle(form, defaults, clock.local(now), lang), []),
        started_at=now.replace(second=0, microsecond=0),
        updated_on=clock.today(),
    )
    session.add(draft)
    session.flush()
    write_visits(session, footprint_of_draft(draft))
    return draft
