"""A house with something in every room, so that tests can walk through every route of the application.

A route that nobody gave an example for fails the walk with a sentence that says what to add: a new page
cannot be forgotten by the tests of accessibility, of bad input and of languages.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from fastapi.routing import iter_route_contexts
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.models import Consultation
from app.consultations.paper.plan import take_numbers
from app.consultations.paper.type_in import TypedSheet, type_in
from app.consultations.queries import view
from app.consultations.send import receipt_code
from app.consultations.start import start_draft
from app.consultations.tickets import create_tickets, hand_out_ticket
from app.db import transaction
from app.kit import clock
from app.kit.tokens import make_token, sign
from app.main import create_app
from app.meetings.evaluation import open_evaluation
from app.meetings.hand_out import print_slips
from app.meetings.links import confirmation_address, registration_token
from app.meetings.models import Meeting, Registration
from app.meetings.votes.record import VoteWish, record_votes
from app.public.bundle import bundle
from app.questionnaires.publish import publish_version
from app.questionnaires.queries import form_of_version, workbook_of
from app.questionnaires.start_copy import start_copy
from app.questionnaires.workbook import SURVEY, make_sheet
from tests.factories.answers import answer, make_consultation
from tests.factories.changes import give_change
from tests.factories.choices import choose_and_publish
from tests.factories.minutes import MINUTES, give_minutes
from tests.factories.populations import give_population
from tests.factories.releases import RELEASED, give_release
from tests.information.things import give_examples
from tests.staff.world import give_meeting, give_members, give_seat, only_mail
from tests.support.invited import give_invitations

WITHOUT_A_PAGE = {
    "/",
    "/healthz",
    "/media/{digest}",
    "/{lang}/file/{token}/{name}",
    "/staff/consultations/{code}/files",
    "/{lang}/figures/{number}/{key}.csv",
    "/staff/consultations/{code}/files/{name}",
    "/_styleguide",
    "/staff",
    "/staff/consultations/{code}/exports/{name}",
    "/staff/questionnaires/{code}/versions/{number}/files/{name}",
    "/{lang}/c/{code}/form.pdf",
    "/staff/consultations/{code}/paper/form/{edition}",
    "/staff/consultations/{code}/paper/copies/{first}/{edition}",
    "/staff/contacts/{list_id}/people.csv",
    "/staff/meetings/{code}/invitations/replies.csv",
    "/staff/support/{year}/services.csv",
    "/{lang}/information/{code}/documents/{document_id}/{edition}",
    "/staff/information/{code}/documents/{document_id}/files/{edition}",
    "/staff/questionnaires/{code}/translations/files/{name}",
    "/{lang}/c/{code}/bundle/{version_id}/{digest}",
    "/worker.js",
    "/staff/door-worker.js",
}
"""Routes that answer with something else than a page of ours: redirects, files and the health check."""

CITIZEN = {
    "bassin": "nord",
    "profile": "carer",
    "priorities": ["helpdesk", "outreach"],
    "change_nearby": "Plus de bancs.",
}


@dataclass(frozen=True)
class Room:
    """One method of one route."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_staff(self) -> bool:
        """Whether it lies behind the sign-in."""
        return self.path.startswith("/staff")

    @property
    def is_bilingual(self) -> bool:
        """Whether its address says its language."""
        return self.path.startswith("/{lang}")


@dataclass
class House:
    """What stands for the parameters of every route, and the cookies of somebody who is half-way."""

    examples: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def address(self, room: Room, lang: str = "fr") -> str:
        """Return an address of a room, everything filled in."""
        known, filled = "", ""
        for part in room.path.split("/")[1:]:
            known += f"/{part}"
            if part == "{lang}":
                filled += f"/{lang}"
            elif not part.startswith("{"):
                filled += f"/{part}"
            else:
                example = self.examples.get(f"{room.path} {part}") or self.examples.get(known)
                assert example, f"{room}: nothing stands for {part}. Add {known!r} in {__name__}."
                filled += f"/{example}"
        return filled


def rooms() -> list[Room]:
    """Walk the routes of the application, static files left out."""
    found = []
    for route in iter_route_contexts(create_app().routes):
        path = route.path or ""
        if path.startswith("/static"):
            continue
        found += [Room(method, path) for method in sorted(route.methods or ()) if method != "HEAD"]
    return found


def pages() -> Iterator[Room]:
    """Every route that answers a GET with a page."""
    for room in rooms():
        if (
            room.method == "GET"
            and room.path not in WITHOUT_A_PAGE
            and not room.path.endswith((".ics", ".eml"))
        ):
            yield room


def furnish() -> House:
    """Put something into every room of the database that the settings name."""
    give_members()
    give_meeting("focus-group-nord", "nord")
    registration = give_seat("focus-group-nord")
    give_minutes("focus-group-nord")
    with transaction() as session:
        meeting_id = session.scalars(select(Meeting.id).where(Meeting.code == "focus-group-nord")).one()
        open_evaluation(session, meeting_id)
        print_slips(session, meeting_id, 2)
        with clock.set_to(clock.now() + timedelta(days=7)):
            record_votes(session, meeting_id, VoteWish(9, 2, {"helpdesk": 12}), user_id=1)
        citizens = make_consultation(session, "citoyens")
        make_consultation(session, "professionnels")
        make_consultation(
            session,
            "citoyens",
            code="citoyens-passee",
            opened=timedelta(days=-60),
            closes=timedelta(days=-30),
        )
        make_consultation(session, "citoyens", code="citoyens-bientot", opened=timedelta(days=5))
        evaluation = make_consultation(session, "evaluation", code="evaluation-essai", access="ticket")
        for number in range(12):
            answer(session, "citoyens", "nl" if number % 4 == 0 else "fr", CITIZEN)
        sent = answer(
            session,
            "professionnels",
            "fr",
            {"bassins": ["nord"], "sector": "cpas", "priorities": ["helpdesk"]},
        )
        draft = start_draft(session, citizens, "fr")
        take_numbers(session, citizens, 3)
        for member, commune in ((1, "1"), (2, "2")):
            type_in(session, citizens, member, TypedSheet(1, "A", "fr", {"commune": commune, "bassin": "1"}))
        create_tickets(session, evaluation.id, 3)
        ticket = hand_out_ticket(session, evaluation.id)
        assert ticket is not None
        start_copy(session, "evaluation", 1)
        choose_and_publish(session, "nord", 1)
        give_change(session)
        give_release(session)
        give_population(session)
        give_a_breaking_version(session)
        version, digest = str(citizens.questionnaire_version_id), bundle_digest(session, citizens)
    mail = only_mail()
    invited = give_invitations("focus-group-nord")
    # Another bassin than that of the answers: a word that stands in both proves nothing.
    informed = give_examples("sud-est")
    with transaction() as session:
        seat = session.get_one(Registration, registration)
        private, mailed = registration_token(seat), confirmation_address("focus-group-nord", seat, "fr")
    return House(
        examples={
            "/staff/populations/{population_id}": "1",
            "/media/{digest}": "0" * 64,
            "/{lang}/file/{token}": make_token("file", draft.id),
            "/{lang}/file/{token}/{name}": "0" * 32 + ".jpg",
            "/staff/consultations/{code}/files/{name}": "0" * 32 + ".jpg",
            "/{lang}/c/{code}": "citoyens",
            "/{lang}/c/{code}/receipt {code}": "professionnels",
            "/{lang}/c/{code}/t/{token} {code}": "evaluation-essai",
            "/{lang}/c/{code}/t/{token}": ticket,
            **invited,
            **informed,
            "/{lang}/c/{code}/q/{name}": "page_priorities",
            "/{lang}/c/{code}/bundle/{version_id}": version,
            "/{lang}/c/{code}/bundle/{version_id}/{digest}": digest,
            "/{lang}/c/{code}/resume/{token}": make_token("draft", draft.id),
            "/{lang}/m/{code}": "focus-group-nord",
            "/{lang}/e/{code}": "focus-group-nord",
            "/{lang}/meetings/series/{series}": "focus-group-nord",
            "/{lang}/m/{code}/r/{token}": private,
            "/{lang}/m/{code}/a/{token}": mailed.rpartition("/")[2],
            "/{lang}/m/{code}/sent/{outcome}": sign("registered:focus-group-nord", "waiting-full-0-3"),
            "/{lang}/my-answer/{code}": receipt_code(sent),
            "/{lang}/bassins/{code}": "nord",
            **RELEASED,
            "/staff/meetings/{code}": "focus-group-nord",
            **MINUTES,
            "/staff/meetings/{code}/registrations/{registration_id}": str(registration),
            "/staff/meetings/{code}/door/people/{registration_id}": str(registration),
            "/staff/check-in/{code}": "focus-group-nord",
            "/staff/check-in/{code}/{token}": private,
            "/staff/meetings/{code}/mails/{event}": "seat_held",
            "/staff/meetings/{code}/mails/{mail_id}": str(mail),
            "/staff/calls/{registration_id}": str(registration),
            "/staff/meetings/{code}/evaluation/given/{registration_id}": str(registration),
            "/staff/outbox/{mail_id}": str(mail),
            "/staff/bassins/{code}": "nord",
            "/staff/evaluations/changes/{change_id}": "1",
            "/staff/consultations/{code}": "citoyens",
            "/staff/consultations/{code}/rankings {code}": "professionnels",
            "/staff/programmes/{code}": "adc-2022-2023",
            "/staff/programmes/{code}/bassins/{bassin}": "nord",
            "/staff/programmes/{code}/actions/{action}": "helpdesk",
            "/staff/consultations/{code}/preview/{lang}/{number}": "3",
            "/staff/consultations/{code}/exports/{name}": "codes.csv",
            "/staff/questionnaires/{code}": "evaluation",
            "/staff/questionnaires/{code}/translations/files/{name}": "nl.po",
            "/staff/questionnaires/{code}/versions/{number}": "2",
            "/staff/questionnaires/{code}/versions/{version}": "1",
            "/staff/questionnaires/{code}/versions/{version}/preview/{lang}": "fr",
            "/staff/questionnaires/{code}/versions/{version}/preview/{lang}/{number}": "1",
            "/staff/questionnaires/{code}/versions/{number}/files/{name}": "questionnaire.xlsx",
            "/staff/consultations/{code}/paper/form/{edition}": "fr",
            "/staff/consultations/{code}/paper/copies/{first}": "1",
            "/staff/consultations/{code}/paper/copies/{first}/{edition}": "both",
            "/staff/consultations/{code}/paper/sheets/{number}": "1",
            "/staff/questionnaires/{code}/edit/add/{kind}": "select_one",
            "/staff/questionnaires/{code}/edit/questions/{name}": "expression",
        },
        cookies={
            "answer-citoyens": make_token("draft", draft.id),
            "answer-professionnels": make_token("draft", sent),
            "my-answer": make_token("draft", sent),
        },
    )


def give_a_breaking_version(session: Session) -> None:
    """Publish a version of the evaluation that lost a question, and leave open what became of it."""
    _, workbook = workbook_of(session, "evaluation")
    survey = workbook.sheet(SURVEY)
    rows = [dict(row) for row in survey.rows]
    lost = next(row for row in rows if row["type"] == "text")
    lost["name"] = f"{lost['name']}_again"
    publish_version(session, workbook.with_sheet(SURVEY, make_sheet(rows, survey.columns)))


def bundle_digest(session: Session, consultation: Consultation) -> str:
    """The hash in the address of what a phone takes along of a consultation."""
    form = form_of_version(session, consultation.questionnaire_version_id)
    return bundle(view(consultation), consultation.questionnaire_version_id, form)[0]
