"""Requests, information pages and support groups for tests."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.db import transaction
from app.information.ask import RequestForm, ask
from app.information.decide import accept
from app.information.follow_up import add_morning, add_sitting
from app.kit import clock
from app.kit.tokens import read_token

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
    return {
        "/{lang}/requests/{kind}": "support",
        "/{lang}/my-request/{token}": waiting,
        "/staff/requests/{request_id}": str(request_id),
        "/staff/requests/{request_id}/decision {request_id}": str(id_of(waiting)),
        "/staff/requests/{request_id}/sittings/{sitting_id}": str(sitting),
        "/staff/support/{year}": str(clock.today().year),
        "/staff/support/{year}/mornings/{morning_id}": str(morning),
    }
