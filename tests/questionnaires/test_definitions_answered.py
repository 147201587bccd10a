"""Every definition put to people: answered over the pages, sent, and exported in every kind of file."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.kit.localized import LANGUAGES
from app.questionnaires.compile import compile_form
from tests.conftest import SECRET, Databases, forget_everything, use_settings
from tests.questionnaires.definitions import Definition, sound
from tests.questionnaires.exported import assert_exports
from tests.questionnaires.walk import walk

EVERY_NTH = 12
"""On PostgreSQL: the real-sized ones, and of the others one in so many."""


def cases() -> list[tuple[str, Definition]]:
    return [
        *(("sqlite", definition) for definition in sound()),
        *(
            ("postgresql", definition)
            for number, definition in enumerate(sound())
            if definition.real or number % EVERY_NTH == 0
        ),
    ]


@pytest.fixture(scope="module")
def service(request: pytest.FixtureRequest, databases: Databases) -> Iterator[TestClient]:
    """A visitor to a service with one database for all definitions."""
    from app.main import create_app  # noqa: PLC0415 - after the settings

    with pytest.MonkeyPatch.context() as monkeypatch:
        url = databases.fresh(request.param)
        use_settings(monkeypatch, database_url=url, secret_key=SECRET, password_cost="low")
        with TestClient(
            create_app(), base_url="http://127.0.0.1:8000", follow_redirects=False,
            headers={"Sec-Fetch-Site": "same-origin"},
        ) as client:  # fmt: skip
            yield client
        forget_everything()
        databases.drop(url)


@pytest.mark.parametrize(("service", "definition"), cases(), ids=str, indirect=["service"], scope="module")
def test_it_is_asked_answered_switched_refused_sent_and_exported(
    service: TestClient, definition: Definition
) -> None:
    form = compile_form(definition.workbook)
    asked = {question.name for question in form.questions.values() if question.takes_answer}

    done = walk(service, definition, LANGUAGES[sound().index(definition) % 2])

    assert done.asked == asked - definition.hidden, "who is asked what"
    assert done.refused == set(definition.wrong), "every wrong value was tried"
    assert {name: done.answers.get(name) for name in definition.kept} == dict(definition.kept)
    for name, typed in done.typed.items():
        if isinstance(typed, str) and form.questions[name].type in {"text", "select_one"}:
            assert done.answers.get(name) == (typed.strip() or None), name
        if not typed:
            assert name not in done.answers or form.questions[name].read_only
    assert_exports(definition, form, done.answers)
