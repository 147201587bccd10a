"""A consultation with two versions, answered five times; and one that nobody answered."""

import pytest

from app.db import transaction
from tests.factories.versions import CODE, answered_twice, open_first


@pytest.fixture
def two_versions(database: str) -> str:  # noqa: ARG001 - it must be there first
    with transaction() as session:
        answered_twice(session)
    return CODE


@pytest.fixture
def nobody(database: str) -> str:  # noqa: ARG001 - it must be there first
    with transaction() as session:
        open_first(session)
    return CODE
