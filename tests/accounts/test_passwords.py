"""Passwords are checked few at a time, and take the same path for everybody."""

import unicodedata
from contextlib import ExitStack

import pytest

from app.accounts.errors import BusyError
from app.accounts.passwords import WAITING, check_password, hash_password, place_to_check
from tests.conftest import SECRET, use_settings

LONG = "un mot de passe assez long"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    use_settings(monkeypatch, secret_key=SECRET, password_cost="low")


def test_it_knows_the_right_password_from_a_wrong_one() -> None:
    known = hash_password(LONG)
    assert check_password(LONG, known) == (True, None)
    assert check_password(LONG + "!", known) == (False, None)


def test_the_same_password_never_has_the_same_hash() -> None:
    assert hash_password(LONG) != hash_password(LONG)


def test_an_account_that_does_not_exist_is_checked_all_the_same_and_refused() -> None:
    assert check_password(LONG, None) == (False, None)
    assert check_password("", None) == (False, None)


def test_the_two_ways_of_writing_an_accent_are_one_password() -> None:
    known = hash_password(unicodedata.normalize("NFC", "été après été"))
    assert check_password(unicodedata.normalize("NFD", "été après été"), known)[0]


def test_a_text_longer_than_any_password_is_never_right() -> None:
    assert not check_password("a" * 1_000_000, hash_password("a" * 200))[0]


def test_production_hashes_cost_what_argon2_recommends(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = hash_password(LONG)
    use_settings(monkeypatch, password_cost="normal")
    right, stronger = check_password(LONG, cheap)
    assert right
    assert stronger is not None
    assert stronger.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_whoever_comes_when_every_place_is_taken_is_told_so_at_once() -> None:
    with ExitStack() as crowd:
        for _ in range(WAITING):
            crowd.enter_context(place_to_check())
        with pytest.raises(BusyError), place_to_check():
            pass
    with place_to_check():
        assert check_password(LONG, None) == (False, None)
