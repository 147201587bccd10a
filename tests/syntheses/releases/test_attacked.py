"""Two releases with answers in between, read together by somebody with a solver."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.db import transaction
from tests.demo.public_pages import THRESHOLD, how_many_picks
from tests.factories.releases import PROGRAMME, give_release
from tests.factories.voices import ACTIONS
from tests.support.public_figures import read_release
from tests.support.reader import Reader
from tests.syntheses.releases.test_releases import BALLOT, CODE, PEOPLE, counted, more


@pytest.fixture
def world() -> Callable[[], object]:
    return counted


@pytest.mark.parametrize("backend", ["sqlite"])
def test_two_releases_with_answers_in_between_do_not_tell_what_either_hides(
    database: str,  # noqa: ARG001 - the answers are counted in it
    client: TestClient,
) -> None:
    picks = how_many_picks(PROGRAMME)
    with transaction() as session:
        first = give_release(session, [BALLOT])
    with transaction() as session:
        second = give_release(session, [BALLOT, PEOPLE, f"{CODE}.ballot.language"])
    more("nord", "fr", ACTIONS[:2], 3)
    with transaction() as session:
        third = give_release(session, [BALLOT, f"{CODE}.ballot.language"])
    reader, kept = Reader(), set[str]()
    for number in (first, second, third):
        kept.update(read_release(reader, client.get(f"/fr/figures/{number}").text, picks))
    assert len(kept) > 10
    # A number that one hides and another shows would be pinned; one that moved would leave no world at all.
    assert reader.pins(sorted(kept), THRESHOLD) == []
