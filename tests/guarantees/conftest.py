"""Consultations to answer through the pages."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.db import transaction
from tests.factories.answers import make_consultation


@pytest.fixture
def consultations(database: str) -> None:  # noqa: ARG001 - it must be there first
    """The citizens' and the professionals' consultation, both open."""
    with transaction() as session:
        make_consultation(session, "citoyens")
        make_consultation(session, "professionnels")


@pytest.fixture
def visitors(consultations: None, make_client: Callable[[], TestClient]) -> Callable[[], TestClient]:  # noqa: ARG001
    """Browsers, each with cookies of its own, at a service with two open consultations."""
    return make_client
