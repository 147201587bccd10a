"""Requests, information pages and support groups for tests."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.db import transaction
from app.information.ask import RequestForm, ask
from app.information.decide import accept
from app.information.documents import DocumentForm, keep_document
from app.information.follow_up import add_morning, add_sitting
from app.information.groups import MemberForm, TaskForm, add_member, add_task
from app.information.pages import PageForm, publish_page, write_page
from app.kit import clock
from app.kit.tokens import read_token
from app.kit.uploads import Upload

WISH = RequestForm(
    kind="support",
    organisation="Service Exemple",
    sector="housing",
    name="Zoë Exemple",
    email="zoe@example.org",
    telephone="",
    language="fr",
    bassin_code="nord",
    mode="hybrid",
    wishes="Évaluer notre accueil.",
)

PDF = b"%PDF-1.7\n" + b"x" * 500


def both(text: str) -> dict[str, str]:
    """Return a text that both languages share."""
    return {"fr": f"{text} (français)", "nl": f"{text} (Nederlands)"}


def asked(**changes: Any) -> str:  # noqa: ANN401 - the fields of the form
    """Send a request and return the token of its private page."""
    with transaction() as session:
        return ask(session, replace(WISH, **changes))


def id_of(token: str) -> UUID:
    """Return the id of the request that a token speaks of."""
    request_id = read_token(token)
    assert request_id is not None
    return request_id


def accepted(**changes: Any) -> UUID:  # noqa: ANN401 - the fields of the form
    """Send a request and accept it."""
    request_id = id_of(asked(**changes))
    with transaction() as session:
        accept(session, request_id)
    return request_id


def give_examples(bassin: str = "nord") -> dict[str, str]:
    """Put something into every room about information and requests.

    Returns:
        What stands for each parameter, by the path that ends with it. All of it belongs to one bassin.
    """
    # No address: the confirmation would be one mail more in the outbox.
    request_id = accepted(email="", telephone="02 123 45 67", bassin_code=bassin)
    waiting = asked(email="", telephone="02 123 45 68", kind="presentation", bassin_code=bassin)
    with transaction() as session:
        sitting = add_sitting(session, request_id, held_on=clock.today(), mode="online").id
        morning = add_morning(session, held_on=clock.today(), mode="on_site", services=3).id
        page = write_page(
            session, PageForm(both("Le plan"), both("En bref"), both("## Un titre\n\nUn texte."))
        )
        form = DocumentForm(both("Brochure"), both("Résumé"), {"both": Upload(PDF, "application/pdf")})
        document = keep_document(session, page.id, form).id
        publish_page(session, page.id)
        member = add_member(
            session, bassin, MemberForm("Sam Exemple", "Association Exemple", both("Rôle"))
        ).id
        task = add_task(session, bassin, TaskForm("Réserver la salle")).id
    return {
        "/{lang}/requests/{kind}": "support",
        "/{lang}/my-request/{token}": waiting,
        "/staff/requests/{request_id}": str(request_id),
        "/staff/requests/{request_id}/decision {request_id}": str(id_of(waiting)),
        "/staff/requests/{request_id}/sittings/{sitting_id}": str(sitting),
        "/{lang}/information/{code}": page.code,
        "/{lang}/information/{code}/documents/{document_id}": str(document),
        "/{lang}/information/{code}/documents/{document_id}/{edition}": "both",
        "/staff/information/{code}": page.code,
        "/staff/information/{code}/documents/{document_id}": str(document),
        "/staff/information/{code}/documents/{document_id}/files/{edition}": "both",
        "/staff/support-groups/{code}": bassin,
        "/staff/support-groups/{code}/members/{member_id}": str(member),
        "/staff/support-groups/{code}/tasks/{task_id}": str(task),
        "/staff/support/{year}": str(clock.today().year),
        "/staff/support/{year}/mornings/{morning_id}": str(morning),
    }
