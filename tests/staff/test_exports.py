"""Taking answers out, as every role meets it."""

import csv
from collections.abc import Callable
from html import unescape
from io import BytesIO, StringIO

import openpyxl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.accounts.models import AuditLine
from app.analysis.export.formats import FORMATS
from app.db import reading, transaction
from tests.factories.answers import answer, make_consultation
from tests.factories.voices import citizen
from tests.staff.world import give_members, sign_in
from tests.support.forms import forms_of

ADDRESS = "/staff/consultations/citoyens/exports"


@pytest.fixture
def analyst(database: str, make_client: Callable[[], TestClient]) -> TestClient:  # noqa: ARG001
    """An analyst before three answers of citizens."""
    with transaction() as session:
        make_consultation(session)
        for bassin in ("nord", "sud", "sud"):
            said = citizen(bassin, "helpdesk") | {"change_nearby": "=1+1 bancs"}
            answer(session, "citoyens", "fr", said)
    give_members()
    return sign_in(make_client(), "analyst@example.be")


def audited() -> list[tuple[str, str]]:
    with reading() as session:
        lines = session.scalars(
            select(AuditLine).where(AuditLine.verb.startswith("export")).order_by(AuditLine.id)
        )
        return [(line.verb, line.target) for line in lines]


def test_the_page_offers_every_file_and_leaves_open_answers_out(analyst: TestClient) -> None:
    page = analyst.get(ADDRESS)
    assert page.status_code == 200
    for name in FORMATS:
        assert f'formaction="{ADDRESS}/{name}"' in page.text
    form = next(form for form in forms_of(page).values() if form.action.startswith(ADDRESS))
    assert form.method == "get"
    assert form.values() == {"open": ["without"]}
    assert form.names == {"open": ["without", "with"]}
    assert audited() == [], "looking takes nothing"


def test_the_consultation_leads_to_its_exports_whoever_may_take_them(
    analyst: TestClient, make_client: Callable[[], TestClient]
) -> None:
    assert f'href="{ADDRESS}"' in analyst.get("/staff/consultations/citoyens").text
    facilitator = sign_in(make_client(), "nord@example.be")
    assert f'href="{ADDRESS}"' not in facilitator.get("/staff/consultations/citoyens").text
    assert facilitator.get(ADDRESS).status_code == 403
    assert facilitator.get(f"{ADDRESS}/codes.csv").status_code == 403
    assert audited() == []


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_file_arrives_whole_under_a_name_of_its_own_and_is_noted(
    analyst: TestClient, name: str
) -> None:
    file = analyst.get(f"{ADDRESS}/{name}?open=without")
    assert file.status_code == 200
    assert file.headers["content-type"] == FORMATS[name].media_type
    assert file.headers["cache-control"] == "no-store"
    disposition = file.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="citoyens-20')
    assert disposition.endswith(f'-{name}"')
    assert len(file.content) > 100
    assert audited() == [("export_answers", f"consultation:citoyens/{name}")]


def test_open_answers_are_in_the_file_only_when_asked_for_and_that_is_noted(analyst: TestClient) -> None:
    without = analyst.get(f"{ADDRESS}/codes.csv")
    with_them = analyst.get(f"{ADDRESS}/codes.csv?open=with")
    described = analyst.get(f"{ADDRESS}/codebook.csv?open=with")
    assert "bancs" not in without.text
    rows = list(csv.DictReader(StringIO(with_them.text, newline="")))
    assert [row["change_nearby"] for row in rows] == ["'=1+1 bancs"] * 3
    assert '-open-codes.csv"' in with_them.headers["content-disposition"]
    assert "change_nearby" in described.text
    assert audited() == [
        ("export_answers", "consultation:citoyens/codes.csv"),
        ("export_open_answers", "consultation:citoyens/codes.csv"),
        ("export_answers", "consultation:citoyens/codebook.csv"),
    ]


def test_labels_are_in_the_language_of_the_file_and_not_of_the_member(analyst: TestClient) -> None:
    book = openpyxl.load_workbook(BytesIO(analyst.get(f"{ADDRESS}/nl.xlsx").content))
    heads, *rows = book.worksheets[0].iter_rows(values_only=True)
    place = heads.index("In welke zorgzone woont u?")
    assert sorted(str(row[place]).partition(":")[0] for row in rows) == [
        "Zorgzone Noord", "Zorgzone Zuid", "Zorgzone Zuid",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{ADDRESS}/nothing.csv", 404),
        ("/staff/consultations/nowhere/exports", 404),
        ("/staff/consultations/nowhere/exports/codes.csv", 404),
        (f"{ADDRESS}/codes.csv?open=perhaps", 422),
    ],
)
def test_what_does_not_exist_is_told_on_a_page_and_not_noted(
    analyst: TestClient, address: str, status: int
) -> None:
    answer_ = analyst.get(address)
    assert answer_.status_code == status
    assert "<html" in unescape(answer_.text)
    assert audited() == []
