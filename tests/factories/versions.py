"""A consultation whose questionnaire changed while it ran: an option removed, one added, a new question."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.models import Consultation, Draft
from app.consultations.open_consultation import open_consultation
from app.consultations.save import state_of
from app.consultations.send import send
from app.consultations.start import start_draft
from app.kit import clock
from app.kit.localized import Lang
from app.questionnaires.models import Questionnaire, QuestionnaireVersion
from app.questionnaires.queries import form_of_version
from app.questionnaires.workbook import Workbook
from tests.questionnaires.books import SET, Cells, book, options, row

CODE = "versions"
FORMULA = '=HYPERLINK("http://example.org";"Cliquez")'
LONG = "Un long texte é" * 200

FIRST: list[Cells] = [
    row("select_one places", "place", bx__role="bassin"),
    row("select_multiple needs or_other", "needs"),
    row("integer", "years", relevant="${place} = 'north'"),
    row("rank orders", "order"),
    row("range", "trust", parameters="start=0 end=10 step=1"),
    row("decimal", "hours"),
    row("date", "since"),
    row("acknowledge", "agreed"),
    row("calculate", "double", calculation="${years} * 2"),
    row("text", "open"),
    row("calculate", "echo", calculation="concat('« ', ${open}, ' »')"),
]
SECOND: list[Cells] = [
    *FIRST[:2],
    row("select_one yes_no", "member"),
    *FIRST[2:],
]
_LISTS = [*options("places", ["north", "south"]), *options("orders", ["a", "b", "c"])]
_YES_NO = options("yes_no", ["yes", "no"])


def first_book() -> Workbook:
    """The questionnaire as it was."""
    return book(FIRST, [*_LISTS, *options("needs", ["desk", "time", "money"])])


def second_book() -> Workbook:
    """The questionnaire as it is: `time` is gone, `care` came before `money`, and `member` was added."""
    return book(
        SECOND, [*_LISTS, *_YES_NO, *options("needs", ["desk", "care", "money"])], {**SET, "version": "2"}
    )


def publish(session: Session, workbook: Workbook) -> QuestionnaireVersion:
    """Publish a version of the test questionnaire."""
    questionnaire = session.scalars(select(Questionnaire).where(Questionnaire.code == "test")).one_or_none()
    if questionnaire is None:
        questionnaire = Questionnaire(code="test", title={"fr": "Essai", "nl": "Proef"})
        session.add(questionnaire)
        session.flush()
    number = 1 + len(
        session.scalars(
            select(QuestionnaireVersion.id).where(QuestionnaireVersion.questionnaire_id == questionnaire.id)
        ).all()
    )
    version = QuestionnaireVersion(
        questionnaire_id=questionnaire.id,
        number=number,
        workbook=workbook.to_json(),
        content_hash=workbook.content_hash(),
        from_file=False,
        published_at=clock.now(),
    )
    session.add(version)
    session.flush()
    return version


def open_first(session: Session) -> Consultation:
    """Open the consultation on the first version."""
    publish(session, first_book())
    text = {"fr": "Un essai", "nl": "Een proef"}
    return open_consultation(
        session, code=CODE, programme_code="adc-2022-2023", strand_code="digital-consultation",
        questionnaire_code="test", audience="citizens", access="open", title=text, intro=text, thanks=text,
        opens_at=clock.at_brussels(date(2023, 1, 10)), closes_at=clock.at_brussels(date(2023, 3, 1)),
    )  # fmt: skip


def send_answers(
    session: Session, consultation: Consultation, lang: Lang, answers: Mapping[str, Any], number: int
) -> UUID:
    """Send an answer whose values are as they are kept.

    Its id follows from `number`, in no order of arrival, so that files can be compared.
    """
    draft_id = UUID(int=number * 7 % 11 << 120 | number)
    draft: Draft = start_draft(session, consultation, lang, draft_id=draft_id)
    draft.answers = dict(answers)
    form = form_of_version(session, draft.questionnaire_version_id)
    draft.reached = [page.name for page in state_of(draft, form, lang).form.pages]
    session.flush()
    sending = send(session, draft.id, lang)
    assert sending.response_id is not None, sending
    return sending.response_id


ANSWERS: list[tuple[Lang, dict[str, Any]]] = [
    (
        "fr",
        {
            "place": "north", "needs": ["time", "other"], "needs_other": FORMULA, "years": -98,
            "order": ["c", "a", "b"], "trust": 7, "hours": 2.5, "since": "2020-02-29", "agreed": "OK",
            "open": f"+{LONG}",
        },
    ),
    (
        "nl",
        {
            "place": "south", "needs": ["desk"], "trust": 0, "hours": -1.5,
            "open": '- één\n- twee; "drie"',
        },
    ),
    ("nl", {}),
]  # fmt: skip
"""Given to the first version: everything, a few, and nothing at all."""
LATER: list[tuple[Lang, dict[str, Any]]] = [
    ("fr", {"place": "north", "needs": ["care"], "member": "no", "trust": 10, "order": ["b"]}),
    ("fr", {"place": "south", "member": "yes", "hours": 40}),
]
"""Given to the second version."""


def answered_twice(session: Session) -> Consultation:
    """Open the consultation, answer it, publish the changed questionnaire, and answer that."""
    with clock.set_to(clock.at_brussels(date(2023, 1, 20), 11)):
        consultation = open_first(session)
        for number, (lang, answers) in enumerate(ANSWERS, 1):
            send_answers(session, consultation, lang, answers, number)
    with clock.set_to(clock.at_brussels(date(2023, 2, 3), 11)):
        consultation.questionnaire_version_id = publish(session, second_book()).id
        for number, (lang, answers) in enumerate(LATER, 4):
            send_answers(session, consultation, lang, answers, number)
    session.flush()
    return consultation
