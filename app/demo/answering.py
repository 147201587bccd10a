"""Answer a questionnaire as people do: page by page, through the use cases behind the forms."""

from collections.abc import Sequence
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from app.consultations.models import Consultation
from app.consultations.save import save_page
from app.consultations.send import send
from app.consultations.start import start_draft
from app.demo.files import DemoError
from app.demo.people import Person
from app.kit import clock
from app.kit.forms import Posted
from app.questionnaires.logic import State, neighbour, open_pages, settle, shown_questions
from app.questionnaires.model import Page
from app.questionnaires.queries import form_of_version

MIDDAY = 12
_GIVES_UP_AFTER = (1, 4)
"""Fewest and most pages that somebody goes through who never sends the answer."""


def answer_all(
    session: Session, random: Random, consultation: Consultation, people: Sequence[Person]
) -> None:
    """Let everybody answer and send, each on their own day."""
    for person in sorted(people, key=lambda person: person.day):
        with clock.set_to(clock.at_brussels(person.day, MIDDAY)):
            draft_id = _go_through(session, random, consultation, person)
        with clock.set_to(clock.at_brussels(person.day, MIDDAY, _minutes(draft_id))):
            sending = send(session, draft_id, person.language)
        if sending.response_id is None:
            raise DemoError(f"{consultation.code}, page {sending.page}: {_said(sending.problems)}")


def begin_only(
    session: Session, random: Random, consultation: Consultation, people: Sequence[Person]
) -> None:
    """Let everybody begin an answer and leave it after a few pages."""
    for person in people:
        with clock.set_to(clock.at_brussels(person.day, MIDDAY)):
            _go_through(session, random, consultation, person, pages=random.randint(*_GIVES_UP_AFTER))


def _minutes(draft_id: UUID) -> int:
    """Return how many minutes an invented answer takes: 3 to 14, mostly in between."""
    return 3 + draft_id.int % 7 + draft_id.int // 7 % 6


def _go_through(
    session: Session, random: Random, consultation: Consultation, person: Person, pages: int | None = None
) -> UUID:
    """Fill in a new draft, or only its first `pages` pages, and return its id."""
    form = form_of_version(session, consultation.questionnaire_version_id)
    draft_id = UUID(int=random.getrandbits(128), version=4)
    start_draft(session, consultation, person.language, draft_id=draft_id)
    state = settle(form, {}, clock.local(clock.now()), person.language)
    page: Page | None = open_pages(state)[0]
    gone_through = 0
    while page is not None and gone_through != pages:
        posted = _posted(person, page, state)
        saved = save_page(session, draft_id, page.name, posted, person.language, validate=True)
        if saved.problems:
            raise DemoError(f"{consultation.code}, page {page.name}: {_said(saved.problems)}")
        state = saved.state
        if not saved.revealed:
            page = neighbour(state, page.name, +1)
            gone_through += 1
    return draft_id


def _posted(person: Person, page: Page, state: State) -> Posted:
    """Return what the form of a page posts: the names that it showed, and the answers to them."""
    shown = [question.name for question in shown_questions(page, state) if question.takes_answer]
    answers = {name: person.answers[name] for name in shown if name in person.answers}
    return Posted({"shown": [" ".join(shown)], **answers})


def _said(problems: Sequence[object]) -> str:
    return "; ".join(map(str, problems))
