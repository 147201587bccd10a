"""Every definition put to people: answered over the pages, sent, and exported in every kind of file."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.kit.localized import LANGUAGES
from app.questionnaires.compile import compile_form
from app.settings import get_settings
from tests.conftest import SECRET, Databases, forget_everything, use_settings
from tests.questionnaires.definitions import Definition, sound
from tests.questionnaires.exported import assert_exports, assert_statistics
from tests.questionnaires.walk import walk
from tests.questionnaires.walk_rounds import expected_keys, keys_by_place

PROOF = (
    pytest.mark.proof,
    pytest.mark.skipif(not os.environ.get("PROOF"), reason="exhaustive; make proof runs it"),
)
EVERY_NTH = 12
"""On PostgreSQL: the real-sized ones, and one in so many of the others; `make test` takes a third."""
IN_STATISTICS = {"real-household-survey", "real-members-of-a-household"}
"""Read back as SPSS and Stata have them, from both databases in every run."""


def cases() -> list[Any]:
    chosen = [
        definition for number, definition in enumerate(sound()) if definition.real or number % EVERY_NTH == 0
    ]
    return [
        *(pytest.param("sqlite", definition) for definition in sound()),
        *(
            pytest.param(
                "postgresql", definition, marks=PROOF if number % 3 and not _is_read_back(definition) else ()
            )
            for number, definition in enumerate(chosen)
        ),
    ]


def _is_read_back(definition: Definition) -> bool:
    return definition.name in IN_STATISTICS


@pytest.fixture(scope="module")
def service(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A visitor to a service with one database for all definitions."""
    from app.main import create_app  # noqa: PLC0415 - after the settings

    with pytest.MonkeyPatch.context() as monkeypatch:
        url = databases.fresh(request.param)
        use_settings(
            monkeypatch, database_url=url, secret_key=SECRET, password_cost="low",
            files_folder=str(tmp_path_factory.mktemp("files")),
        )  # fmt: skip
        with TestClient(
            create_app(), base_url="http://127.0.0.1:8000", follow_redirects=False,
            headers={"Sec-Fetch-Site": "same-origin"},
        ) as client:  # fmt: skip
            yield client
        forget_everything()
        databases.drop(url)


@pytest.mark.parametrize(("service", "definition"), cases(), ids=str, indirect=["service"], scope="module")
def test_it_is_asked_answered_switched_refused_sent_and_exported(
    service: TestClient, definition: Definition, tmp_path: Path
) -> None:
    form = compile_form(definition.workbook)

    done = walk(service, definition, LANGUAGES[sound().index(definition) % 2])

    keys = {key for key, question in done.questions.items() if question.takes_answer}
    assert keys_by_place(keys, form, done.rounds) == expected_keys(definition, form), "who is asked what"
    assert done.refused == set(definition.wrong), "every wrong value was tried"
    assert {name: done.answers.get(name) for name in definition.kept} == dict(definition.kept)
    for name, ids in done.rounds.items():
        assert done.answers[name] == ids, "the rounds are sent in their order"
    for key, typed in done.typed.items():
        question = done.questions[key]
        if isinstance(typed, str) and question.type in {"text", "select_one"}:
            assert done.answers.get(key) == (typed.strip() or None), key
        if key in done.files:
            assert list(Path(get_settings().files_folder).rglob(done.answers[key])), "the file is kept"
        elif not typed:
            assert key not in done.answers or question.read_only
    assert_exports(definition, form, done.answers)
    if definition.name in IN_STATISTICS:
        assert_statistics(definition, form, done.answers, tmp_path)
