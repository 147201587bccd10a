"""Begin an answer."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.consultations.models import Channel, Consultation, Draft
from app.consultations.visits import footprint_of_draft, frontier, write_visits
from app.kit import clock
from app.kit.localized import Lang
from app.questionnaires.expressions import evaluate, to_string
from app.questionnaires.logic import State, draw_orders, settle
from app.questionnaires.model import Form
from app.questionnaires.queries import form_of_version
from app.questionnaires.values import Answer, TamperedError, Unreadable, read_answer


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


def default_answers(form: Form, moment: datetime, lang: Lang) -> dict[str, Answer]:
    """Return what the author of a questionnaire has filled in beforehand, each as an answer of its type.

    A default that is computed is worked out once, now; it sees the defaults of the questions before it.
    """
    found: dict[str, Answer] = {}
    for question in form.questions.values():
        text = question.default if question.takes_answer else ""
        if question.computed_default is not None:
            state = State(form, found, frozenset(form.questions), moment, lang)
            text = to_string(evaluate(question.computed_default, state.context(question)))
        if not text:
            continue
        if question.type == "hidden":
            found[question.name] = text
            continue
        try:
            answer = read_answer(question, text.split() if question.is_multiple else [text])
        except TamperedError:
            # What was computed is none of the options: the question is asked without it.
            continue
        if answer is not None and not isinstance(answer, Unreadable):
            found[question.name] = answer
    return found
