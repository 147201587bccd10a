"""Links that can be shown again, and codes that people can read aloud.

A token is HMAC(secret, purpose, row id, generation): the database keeps the generation only, and raising it
revokes every link given out before. Nothing in the database alone allows anyone to make a link.
"""

import base64
import hmac
import re
import secrets
from hashlib import sha256
from uuid import UUID

from app.settings import get_settings

_MAC_BYTES = 16
_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that a code read over the telephone stays the same code."""
_LOOK_ALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
CODE_LENGTH = 12


def _mac(purpose: str, *parts: object) -> bytes:
    message = "\x1f".join([purpose, *map(str, parts)]).encode()
    return hmac.new(get_settings().secret_key.encode(), message, sha256).digest()


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def make_token(purpose: str, row_id: UUID, generation: int = 0) -> str:
    """Return the link token of a row: its id and a proof that we made it.

    The token has 43 characters, all safe in an address.
    """
    return _encode(row_id.bytes + _mac(purpose, row_id, generation)[:_MAC_BYTES])


def read_token(token: str) -> UUID | None:
    """Return the row id that a token speaks of, or None when it is no token.

    This proves nothing: see `token_is_for`.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]{43}", token):
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(token + "=")[:16])
    except ValueError:
        return None


def token_is_for(token: str, purpose: str, row_id: UUID, generation: int = 0) -> bool:
    """Say whether `token` is the one of this row, purpose and generation, in constant time."""
    return hmac.compare_digest(token.encode(), make_token(purpose, row_id, generation).encode())


def derived_id(purpose: str, *parts: object) -> UUID:
    """Return an id that follows from `parts` but that nobody without the secret can trace back to them."""
    return UUID(bytes=_mac("id:" + purpose, *parts)[:16], version=4)


def human_code(purpose: str, row_id: UUID, generation: int = 0) -> str:
    """Return a code of 12 characters in groups of four (60 bits), for paper and for the telephone."""
    number = int.from_bytes(_mac("code:" + purpose, row_id, generation)[:8])
    letters = ""
    for _ in range(CODE_LENGTH):
        number, digit = divmod(number, len(_CODE_ALPHABET))
        letters += _CODE_ALPHABET[digit]
    return "-".join(letters[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def code_fingerprint(code: str) -> str | None:
    """Return what the database keeps of a human code to find its row again, or None if it cannot be one.

    Spaces, hyphens, small letters and look-alike letters are forgiven.
    """
    letters = re.sub(r"[\s-]", "", code).upper().translate(_LOOK_ALIKES)
    if len(letters) != CODE_LENGTH or any(letter not in _CODE_ALPHABET for letter in letters):
        return None
    return sha256(letters.encode()).hexdigest()


def random_token() -> str:
    """Return a fresh random token of 43 characters, for sign-in sessions."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """Return what the database keeps of a random token."""
    return sha256(token.encode()).hexdigest()


def sign(purpose: str, value: str) -> str:
    """Return `value` with a signature behind it, for what travels through a form."""
    return f"{value}.{_encode(_mac('sign:' + purpose, value)[:_MAC_BYTES])}"


def unsign(purpose: str, signed: str) -> str | None:
    """Return the value of a signed text, or None when the signature is not ours."""
    value, _, _ = signed.rpartition(".")
    return value if hmac.compare_digest(sign(purpose, value).encode(), signed.encode()) else None


def key(purpose: str) -> str:
    """Return a key of its own for one purpose, for libraries that sign by themselves."""
    return _mac("key:" + purpose).hex()
