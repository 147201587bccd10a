"""The door of the staff routes, before a route of its own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

from app.accounts.models import StaffSession
from app.accounts.sessions import open_session
from app.db import transaction
from app.kit import clock
from app.kit.errors import ForbiddenError
from app.kit.tokens import fingerprint
from app.staff.guard import COOKIE, Member, require
from tests.accounts.people import give_account


@pytest.fixture
def door(database: str) -> Iterator[TestClient]:  # noqa: ARG001 - it must be there first
    application = FastAPI()

    @application.get("/staff/figures")
    @application.post("/staff/figures")
    def figures(member: Annotated[Member, Depends(require("read_figures"))]) -> str:
        return member.email

    @application.get("/staff/secrets")
    def secrets(member: Annotated[Member, Depends(require("manage_users"))]) -> str:
        return member.email

    with TestClient(application, follow_redirects=False) as client:
        yield client


def cookie_of(email: str, role: str, bassins: tuple[str, ...] = ()) -> dict[str, str]:
    user_id = give_account(email, role=role, bassins=bassins)
    with transaction() as session:
        return {"Cookie": f"{COOKIE}={open_session(session, user_id)}"}


def test_a_member_with_the_right_passes(door: TestClient) -> None:
    answer = door.get("/staff/figures", headers=cookie_of("ada@example.be", "analyst"))
    assert (answer.status_code, answer.json()) == (200, "ada@example.be")


def test_a_member_without_the_right_does_not(door: TestClient) -> None:
    with pytest.raises(ForbiddenError):
        door.get("/staff/secrets", headers=cookie_of("ada@example.be", "analyst"))


def test_a_visitor_is_sent_to_sign_in_and_back_to_the_page_with_its_query(door: TestClient) -> None:
    answer = door.get("/staff/figures?bassin=nord&page=2")
    assert answer.status_code == 303
    address = urlsplit(answer.headers["location"])
    assert address.path == "/staff/sign-in"
    assert parse_qs(address.query) == {"next": ["/staff/figures?bassin=nord&page=2"]}
    assert answer.headers["cache-control"] == "no-store"


def test_a_visitor_who_posts_is_not_sent_back_to_what_cannot_be_repeated(door: TestClient) -> None:
    answer = door.post("/staff/figures")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/sign-in")


def test_htmx_leaves_the_page_for_the_form_and_comes_back_to_that_page(door: TestClient) -> None:
    answer = door.post(
        "/staff/figures",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/staff/meetings?page=3"},
    )
    assert answer.status_code == 401
    assert "location" not in answer.headers
    assert answer.headers["hx-redirect"] == "/staff/sign-in?next=%2Fstaff%2Fmeetings%3Fpage%3D3"


def test_htmx_on_a_page_that_is_not_the_teams_comes_back_to_none(door: TestClient) -> None:
    answer = door.get(
        "/staff/figures", headers={"HX-Request": "true", "HX-Current-URL": "https://elsewhere.example/fr/"}
    )
    assert answer.headers["hx-redirect"] == "/staff/sign-in"


@pytest.mark.parametrize("token", ["", "a" * 43, "%00", "x" * 5000])
def test_a_cookie_that_nobody_was_given_is_a_visitors(door: TestClient, token: str) -> None:
    give_account()
    assert door.get("/staff/figures", headers={"Cookie": f"{COOKIE}={token}"}).status_code == 303


def test_the_fingerprint_in_the_database_opens_nothing(door: TestClient) -> None:
    cookie = cookie_of("ada@example.be", "admin")["Cookie"]
    stolen = fingerprint(cookie.partition("=")[2])
    assert door.get("/staff/figures", headers={"Cookie": f"{COOKIE}={stolen}"}).status_code == 303


def test_a_session_of_yesterday_is_a_visitors(door: TestClient) -> None:
    user_id = give_account()
    with clock.set_to(datetime.now(UTC) - timedelta(hours=12)), transaction() as session:
        token = open_session(session, user_id)
    assert door.get("/staff/figures", headers={"Cookie": f"{COOKIE}={token}"}).status_code == 303


def test_a_visitor_leaves_no_session_behind(door: TestClient) -> None:
    door.get("/staff/figures")
    with transaction() as session:
        assert session.query(StaffSession).count() == 0


def test_a_right_that_does_not_exist_cannot_even_be_written_on_a_route() -> None:
    with pytest.raises(KeyError):
        require("manage_everything")
