"""Passwords: hashed with Argon2id (Biryukov, Dinu and Khovratovich, 2016), checked a few at a time.

Hashing is slow on purpose, so it happens before a transaction that writes and never on the event loop.
"""

import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import BoundedSemaphore
from typing import Final, Literal

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.accounts.errors import BusyError
from app.accounts.rules import LONGEST_PASSWORD
from app.settings import get_settings

AT_ONCE: Final = 2
"""Checks that run side by side: each takes a core and 64 MB."""
WAITING: Final = 8
"""Sign-ins that may hold a thread of the service, running or waiting; it has forty, so others keep moving."""

_running = BoundedSemaphore(AT_ONCE)
_places = BoundedSemaphore(WAITING)


@contextmanager
def place_to_check() -> Iterator[None]:
    """Hold one of the few places in which a password may be checked.

    Raises:
        BusyError: every place is taken. The caller gives its thread back at once instead of queueing.
    """
    if not _places.acquire(blocking=False):
        raise BusyError("Many people are signing in right now. Please try again in a moment.")
    try:
        yield
    finally:
        _places.release()


def hash_password(password: str) -> str:
    """Return the salted hash of a password, with its parameters, as one text."""
    with _running:
        return _hasher(get_settings().password_cost).hash(_normal(password))


def check_password(password: str, known_hash: str | None) -> tuple[bool, str | None]:
    """Say whether `password` is the one behind `known_hash`, with a new hash if the parameters have changed.

    None stands for an account that does not exist: the same work is done, for nothing, so that the time taken
    does not tell which addresses have an account.
    """
    cost = get_settings().password_cost
    nobody = _hash_of_nobody(cost)
    # No account has a password this long, and hashing a megabyte would be a gift to whoever sent it.
    tried = _normal(password) if len(password) <= LONGEST_PASSWORD else ""
    with _running:
        right, new_hash = _hasher(cost).verify_and_update(tried, known_hash or nobody)
    return (right, new_hash) if known_hash else (False, None)


def _normal(password: str) -> str:
    # Keyboards write é as one character or as two; both are the same password.
    return unicodedata.normalize("NFC", password)


@lru_cache(maxsize=2)
def _hasher(cost: Literal["normal", "low"]) -> PasswordHash:
    if cost == "low":
        return PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    return PasswordHash((Argon2Hasher(),))


@lru_cache(maxsize=2)
def _hash_of_nobody(cost: Literal["normal", "low"]) -> str:
    return _hasher(cost).hash(secrets.token_urlsafe())
