"""Signing in opens a session, and wrong passwords make an account rest."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.change_password import change_password
from app.accounts.deactivate import deactivate
from app.accounts.errors import BusyError
from app.accounts.models import AuditLine, StaffSession, StaffUser
from app.accounts.passwords import check_password
from app.accounts.queries import member_of_session
from app.accounts.rules import Member
from app.accounts.sessions import LIFETIME, close_session
from app.accounts.sign_in import sign_in
from app.db import reading, transaction
from app.kit import clock
from app.kit.errors import InvalidError, NotFoundError
from app.settings import get_settings
from tests.accounts.people import PASSWORD, give_account
from tests.conftest import use_settings

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
EMAIL = "ada@example.be"


def who(token: str) -> Member | None:
    with reading() as session:
        return member_of_session(session, token)


def open_sessions() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(StaffSession)) or 0


def fail(times: int) -> None:
    for _ in range(times):
        assert sign_in(EMAIL, "not the right password") is None


def test_the_right_password_opens_a_session_that_knows_the_member() -> None:
    user_id = give_account(role="facilitator", bassins=("nord",), language="nl")
    token = sign_in(" ADA@example.be ", PASSWORD)
    assert token is not None
    member = who(token)
    assert member is not None
    assert (member.id, member.role, member.language) == (user_id, "facilitator", "nl")
    assert member.bassins == {"nord"}


def test_the_database_keeps_neither_the_cookie_nor_the_password() -> None:
    give_account()
    token = sign_in(EMAIL, PASSWORD)
    with reading() as session:
        kept = session.scalars(select(StaffSession.fingerprint)).one()
    assert token is not None
    assert len(token) == 43
    assert token not in kept


def test_a_wrong_password_an_unknown_address_and_a_closed_account_open_nothing() -> None:
    give_account()
    give_account("gone@example.be")
    with transaction() as session:
        deactivate(session, email="gone@example.be")
    assert sign_in(EMAIL, PASSWORD + "!") is None
    assert sign_in(EMAIL, "") is None
    assert sign_in("nobody@example.be", PASSWORD) is None
    assert sign_in("gone@example.be", PASSWORD) is None
    assert open_sessions() == 0


def test_each_browser_has_a_session_of_its_own_and_signing_out_closes_one() -> None:
    give_account()
    desk, phone = sign_in(EMAIL, PASSWORD), sign_in(EMAIL, PASSWORD)
    assert desk is not None
    assert phone is not None
    with transaction() as session:
        close_session(session, desk)
    assert who(desk) is None
    assert who(phone) is not None


def test_a_session_is_over_after_twelve_hours_and_swept_away_at_the_next_sign_in() -> None:
    give_account()
    with clock.set_to(NOON):
        token = sign_in(EMAIL, PASSWORD)
    assert token is not None
    with clock.set_to(NOON + LIFETIME - timedelta(seconds=1)):
        assert who(token) is not None
    with clock.set_to(NOON + LIFETIME):
        assert who(token) is None
        assert sign_in(EMAIL, PASSWORD) is not None
    assert open_sessions() == 1


def test_a_token_that_nobody_was_given_is_nobody() -> None:
    assert who("") is None
    assert who("a" * 43) is None
    assert who("é\x00" * 500) is None


def test_after_eight_wrong_passwords_even_the_right_one_waits_a_minute() -> None:
    give_account()
    with clock.set_to(NOON):
        fail(8)
        assert sign_in(EMAIL, PASSWORD) is None
    with clock.set_to(NOON + timedelta(seconds=59)):
        assert sign_in(EMAIL, PASSWORD) is None
    with clock.set_to(NOON + timedelta(seconds=60)):
        assert sign_in(EMAIL, PASSWORD) is not None


def test_the_seventh_wrong_password_still_leaves_the_right_one_welcome() -> None:
    give_account()
    with clock.set_to(NOON):
        fail(7)
        assert sign_in(EMAIL, PASSWORD) is not None


def test_the_rest_doubles_with_every_wrong_password_and_stays_under_an_hour() -> None:
    give_account()
    moment = NOON
    with clock.set_to(moment):
        fail(8)
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        with clock.set_to(moment + timedelta(minutes=minutes, seconds=-1)):
            assert sign_in(EMAIL, PASSWORD) is None
        moment += timedelta(minutes=minutes)
        with clock.set_to(moment):
            fail(1)
    with clock.set_to(moment + timedelta(hours=1)):
        assert sign_in(EMAIL, PASSWORD) is not None


def test_signing_in_forgives_what_came_before() -> None:
    give_account()
    with clock.set_to(NOON):
        for _ in range(3):
            fail(7)
            assert sign_in(EMAIL, PASSWORD) is not None
    with reading() as session:
        assert session.scalar(select(StaffUser.failures)) == 0


def test_tries_while_an_account_rests_do_not_prolong_its_rest() -> None:
    give_account()
    with clock.set_to(NOON):
        fail(30)
    with clock.set_to(NOON + timedelta(minutes=1)):
        assert sign_in(EMAIL, PASSWORD) is not None


def test_guesses_that_arrive_together_are_counted_one_by_one() -> None:
    give_account()

    def guess(_: int) -> None:
        try:
            sign_in(EMAIL, "not the right password")
        except BusyError:
            return

    with ThreadPoolExecutor(max_workers=16) as crowd:
        list(crowd.map(guess, range(64)))
    with reading() as session:
        assert session.scalar(select(StaffUser.failures)) == 8


def test_one_account_that_rests_keeps_nobody_else_out() -> None:
    give_account()
    give_account("bo@example.be")
    with clock.set_to(NOON):
        fail(9)
        assert sign_in("bo@example.be", PASSWORD) is not None


def test_every_try_leaves_a_line_and_none_holds_what_was_typed() -> None:
    user_id = give_account()
    sign_in("s3cret typed in the wrong field", "x")
    sign_in(EMAIL, "wrong")
    sign_in(EMAIL, PASSWORD)
    with reading() as session:
        lines = session.execute(
            select(AuditLine.verb, AuditLine.user_id, AuditLine.target).order_by(AuditLine.id)
        ).all()
    assert [tuple(line) for line in lines[1:]] == [
        ("try_sign_in", None, ""),
        ("try_sign_in", user_id, ""),
        ("try_sign_in", user_id, ""),
        ("sign_in", user_id, ""),
    ]


def test_changing_a_password_ends_every_session_and_lets_the_new_one_in() -> None:
    give_account()
    token = sign_in(EMAIL, PASSWORD)
    assert token is not None
    fail(8)
    with transaction() as session:
        change_password(session, email="Ada@example.be", password="another long password")
    assert who(token) is None
    assert sign_in(EMAIL, PASSWORD) is None
    assert sign_in(EMAIL, "another long password") is not None


def test_a_closed_account_is_out_at_once() -> None:
    give_account()
    token = sign_in(EMAIL, PASSWORD)
    assert token is not None
    with transaction() as session:
        deactivate(session, email=EMAIL)
    assert who(token) is None
    assert open_sessions() == 0


def test_it_refuses_a_weak_new_password_and_an_unknown_address() -> None:
    give_account()
    with pytest.raises(InvalidError), transaction() as session:
        change_password(session, email=EMAIL, password="short")
    with pytest.raises(NotFoundError), transaction() as session:
        change_password(session, email="nobody@example.be", password=PASSWORD)
    with pytest.raises(NotFoundError), transaction() as session:
        deactivate(session, email="nobody@example.be")
    assert sign_in(EMAIL, PASSWORD) is not None


def test_a_hash_of_older_parameters_is_renewed_at_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    give_account()
    use_settings(monkeypatch, password_cost="normal")
    assert get_settings().password_cost == "normal"
    assert sign_in(EMAIL, PASSWORD) is not None
    with reading() as session:
        renewed = session.scalar(select(StaffUser.password_hash))
    assert renewed is not None
    assert "m=65536" in renewed
    assert check_password(PASSWORD, renewed) == (True, None)
