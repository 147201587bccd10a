"""*never lost*, without scripts: whatever was posted is kept."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.consultations.models import Draft, Response
from app.db import reading
from app.questionnaires.queries import form_of_version, latest_version_id
from tests.support.forms import forms_of
from tests.support.service import running
from tests.support.visitor import CITIZEN, PROFESSIONAL, Visitor

Visitors = Callable[[], TestClient]


def draft_answers() -> dict[str, object]:
    with reading() as session:
        return session.scalars(select(Draft)).one().answers


def test_never_lost(visitors: Visitors) -> None:
    """What is typed on every page of a whole questionnaire is in the response, whole."""
    visitor = Visitor(visitors(), "citoyens")
    visitor.begin()
    visitor.fill(CITIZEN)
    visitor.send()

    with reading() as session:
        answers = session.scalars(select(Response)).one().answers
    assert answers == CITIZEN


def test_a_validation_error_loses_nothing(visitors: Visitors) -> None:
    visitor = Visitor(visitors(), "professionnels")
    visitor.begin()
    visitor.press("next", {"bassins": ["nord"]})
    visitor.press("next", {"sector": "cpas"})
    page = visitor.press("next", {"years": "douze ans", "authorities": ["cocom"]})

    assert page.status_code == 422
    assert 'value="douze ans"' in page.text
    assert visitor.form.values()["authorities"] == ["cocom"]
    again = visitor.client.get(visitor.address)
    assert 'value="douze ans"' in again.text, "it is still there when the page is opened again"


def test_a_missing_required_answer_keeps_the_others(visitors: Visitors) -> None:
    visitor = Visitor(visitors(), "citoyens")
    visitor.begin()
    visitor.press("next")
    visitor.press("next", {"bassin": "nord"})
    page = visitor.press("next", {"age": "30-44"})

    assert page.status_code == 422
    assert visitor.form.values()["age"] == ["30-44"]
    assert draft_answers()["age"] == "30-44"


@pytest.mark.parametrize(("code", "answers"), [("citoyens", CITIZEN), ("professionnels", PROFESSIONAL)])
def test_the_language_switch_keeps_the_page_the_answers_and_the_place(
    visitors: Visitors, code: str, answers: dict[str, list[str] | str]
) -> None:
    """On every page: type, switch, and find everything there in the other language; then back again."""
    visitor = Visitor(visitors(), code)
    visitor.begin()
    while not visitor.address.endswith("/check"):
        here = visitor.address.partition("?")[0].rpartition("/")[2]
        typed = {name: value for name, value in answers.items() if name in visitor.form.names}
        for target in ("nl", "fr"):
            page = visitor.press(f"lang:{target}", typed)
            assert page.status_code == 200
            assert f'<html lang="{target}">' in page.text
            assert visitor.address.startswith(f"/{target}/c/{code}/q/{here}")
            kept = visitor.form.values()
            for name, value in typed.items():
                assert sorted(kept[name]) == sorted([value] if isinstance(value, str) else value)
        visitor.press("next", typed)
    assert visitor.send().status_code == 200


def test_the_language_switch_keeps_what_cannot_stand_yet(visitors: Visitors) -> None:
    visitor = Visitor(visitors(), "professionnels")
    visitor.begin()
    visitor.press("next", {"bassins": ["nord"]})
    visitor.press("next")
    page = visitor.press("lang:nl", {"years": "een dozijn"})

    assert page.status_code == 200
    assert visitor.form.values()["years"] == ["een dozijn"]


def test_back_loses_nothing_and_asks_nothing(visitors: Visitors) -> None:
    visitor = Visitor(visitors(), "citoyens")
    visitor.begin()
    visitor.press("next")
    visitor.press("next", {"bassin": "nord"})
    page = visitor.press("back", {"age": "60-74"})

    assert page.status_code == 200, "going back is never refused for a missing answer"
    assert draft_answers()["age"] == "60-74"


def test_a_condition_that_changes_hides_without_forgetting(visitors: Visitors) -> None:
    """Somebody who says no and then yes again finds what was typed before; while hidden it is not sent."""
    visitor = Visitor(visitors(), "citoyens")
    visitor.begin()
    visitor.fill(CITIZEN)
    visitor.go("/fr/c/citoyens/q/page_help?to=check")
    visitor.press("next", {"looked_for_help": "no"})
    assert "Le téléphone sonne dans le vide." not in visitor.page.text
    visitor.go("/fr/c/citoyens/q/page_help?to=check")
    visitor.press("next", {"looked_for_help": "yes"})
    visitor.go("/fr/c/citoyens/check")

    assert "Le téléphone sonne dans le vide." in visitor.page.text


def test_a_question_that_appears_is_shown_before_going_on(visitors: Visitors) -> None:
    visitor = Visitor(visitors(), "citoyens")
    visitor.begin()
    visitor.press("next")
    visitor.press("next", {"bassin": "nord"})
    visitor.press("next", {"profile": "carer"})
    assert "found_help" not in visitor.form.names
    visitor.press("next", {"looked_for_help": "yes"})

    assert visitor.address.endswith("page_help#found_help")
    assert "found_help" in visitor.form.names


def test_a_second_tab_of_another_answer_does_not_mix(visitors: Visitors) -> None:
    """A page still open posts into its own draft, even after this browser began a new one."""
    client = visitors()
    first = Visitor(client, "citoyens")
    first.begin()
    second = Visitor(client, "citoyens")
    second.go("/fr/c/citoyens")
    start = next(f for f in forms_of(second.page).values() if f.action.endswith("/start"))
    second.page = client.post(start.action, data={**start.values(), "anew": "yes"})
    second.follow()
    first.press("later", {"commune": "jette"})

    with reading() as session:
        communes = [draft.answers.get("commune") for draft in session.scalars(select(Draft))]
    assert sorted(map(str, communes)) == ["None", "jette"]


def test_two_tabs_on_one_page_keep_the_newest_of_each_field(visitors: Visitors) -> None:
    client = visitors()
    first = Visitor(client, "citoyens")
    first.begin()
    first.press("next")
    first.press("next", {"bassin": "nord"})
    second = Visitor(client, "citoyens")
    second.go(first.address)
    first.press("next", {"profile": "carer", "age": "30-44"})
    second.press("next", {"profile": "inhabitant", "age": "45-59"})

    assert (draft_answers()["profile"], draft_answers()["age"]) == ("inhabitant", "45-59")


def test_the_link_brings_back_the_draft_on_another_device(visitors: Visitors) -> None:
    visitor = Visitor(visitors(), "citoyens")
    visitor.begin()
    page = visitor.press("later", {"commune": "jette"})
    link = page.text.partition('id="resume-link">')[2].partition("<")[0].partition("8000")[2]

    other = Visitor(visitors(), "citoyens")
    other.go(link)
    other.post(next(iter(f for f in forms_of(other.page).values() if "/resume/" in f.action)), {})
    other.go("/fr/c/citoyens/q/page_commune")
    assert other.form.values()["commune"] == ["jette"]


@pytest.mark.usefixtures("consultations")
def test_a_restart_of_the_service_loses_nothing(database: str) -> None:
    import httpx2 as httpx  # noqa: PLC0415

    headers = {"Sec-Fetch-Site": "same-origin"}
    with running(database) as service:
        client = httpx.Client(base_url=service.url, headers=headers)
        visitor = Visitor(client, "citoyens")
        visitor.begin()
        visitor.press("next", {"commune": "jette"})
        visitor.press("next", {"bassin": "nord"})
        service.kill()
    with running(database) as service:
        client.base_url = service.url
        visitor.go("/fr/c/citoyens")
        visitor.post(next(f for f in forms_of(visitor.page).values() if f.action.endswith("/start")), {})
        assert visitor.address.endswith("/q/page_you"), "it goes on where it stopped"
        visitor.fill(CITIZEN)
        visitor.send()
        code = visitor.receipt()
        service.kill()
    client.close()
    with reading() as session:
        response = session.scalars(select(Response)).one()
    assert response.answers["commune"] == "jette"
    assert len(code) == 14


@pytest.mark.usefixtures("consultations")
def test_every_answer_type_has_a_page_to_come_back_to() -> None:
    """The two questionnaires use only types that the pages can show."""
    from app.questionnaires.kinds import kind_of  # noqa: PLC0415

    with reading() as session:
        for code in ("citoyens", "professionnels", "evaluation"):
            version = latest_version_id(session, code)
            assert version is not None
            for question in form_of_version(session, version).questions.values():
                assert kind_of(question)
