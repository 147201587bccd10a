"""What a phone takes along: the whole questionnaire, by an address that changes with its content."""

import gzip
import posixpath
import re
from collections.abc import Callable
from pathlib import PurePosixPath

import pytest
from fastapi.testclient import TestClient

from app.consultations.queries import consultation_by_code
from app.db import reading, transaction
from app.kit.static import FOLDER
from app.questionnaires.queries import form_of_version
from tests.factories.answers import make_consultation
from tests.support.house import bundle_digest
from tests.support.visitor import Visitor

MOST = 40_000
"""Bytes on the wire: with scripts and style sheet a questionnaire stays below 60 KB."""


@pytest.fixture
def visitor(make_client: Callable[[], TestClient]) -> TestClient:
    with transaction() as session:
        make_consultation(session, "citoyens")
        make_consultation(session, "professionnels")
    return make_client()


def address(code: str, lang: str = "fr") -> str:
    with reading() as session:
        consultation = consultation_by_code(session, code)
        digest = bundle_digest(session, consultation)
        return f"/{lang}/c/{code}/bundle/{consultation.questionnaire_version_id}/{digest}"


@pytest.mark.parametrize("code", ["citoyens", "professionnels"])
def test_it_holds_every_page_and_every_question_in_both_languages(visitor: TestClient, code: str) -> None:
    answer = visitor.get(address(code))
    content = answer.json()
    with reading() as session:
        form = form_of_version(session, consultation_by_code(session, code).questionnaire_version_id)
    assert "immutable" in answer.headers["cache-control"]
    for lang in ("fr", "nl"):
        assert [name for name, page in content["pages"].items() if lang in page] == [
            page.name for page in form.pages
        ]
        for page in form.pages:
            for question in page.questions:
                shown = f'data-question="{question.name}"' in content["pages"][page.name][lang]
                assert shown == (question.type not in {"calculate", "hidden"})
    assert len(gzip.compress(answer.content)) < MOST


def test_it_is_the_same_in_both_languages_and_the_page_leads_to_it(visitor: TestClient) -> None:
    assert visitor.get(address("citoyens", "fr")).content == visitor.get(address("citoyens", "nl")).content
    page = Visitor(visitor, "citoyens").begin()
    assert f'data-bundle="{address("citoyens")}"' in page.text


def test_a_version_of_another_questionnaire_or_an_old_address_is_not_there(visitor: TestClient) -> None:
    ours, theirs = address("citoyens"), address("professionnels").split("/")
    assert visitor.get(ours[:-1] + ("0" if ours[-1] != "0" else "1")).status_code == 404
    assert visitor.get(f"/fr/c/citoyens/bundle/{theirs[-2]}/{theirs[-1]}").status_code == 404


def test_without_network_no_script_is_missing(visitor: TestClient) -> None:
    """Every script that the first one brings along, and what those bring along, is kept by the worker."""
    kept = visitor.get("/worker.js").text
    found = ["js/phone/main.js"]
    for script in found:
        assert f"/{script}" in kept
        source = (FOLDER / script).read_text(encoding="utf-8")
        folder = PurePosixPath(script).parent
        for brought in re.findall(r'^import .*?"(\.[^"]+)";', source, re.MULTILINE):
            address = posixpath.normpath(folder / brought)
            found += [] if address in found else [address]
    assert "js/phone/forget.js" in found
