"""Telephone numbers: read as people write them, kept in one form."""

import re

_SEPARATORS = re.compile(r"[\s./()\u2010-\u2015-]+")
_BELGIAN = re.compile(r"4\d{8}|[1-9]\d{7}")
"""Without the leading 0: a mobile number has nine digits, any other eight."""
_ELSEWHERE = re.compile(r"[1-9]\d{7,14}")
_BELGIUM = "32"


def read_phone(typed: str) -> str | None:
    """Return a number as +, country, digits (`+32475123456`), or None when it cannot be one.

    Without a country it is Belgian and begins with 0. `0032`, `+32 (0)475` and separators are understood.
    """
    text = _SEPARATORS.sub("", typed.replace("(0)", ""))
    if text.startswith("00"):
        text = "+" + text[2:]
    if re.fullmatch(r"0\d+", text):
        text = f"+{_BELGIUM}{text[1:]}"
    country_and_number = text.removeprefix("+")
    if not text.startswith("+") or not country_and_number.isascii():
        return None
    if country_and_number.startswith(_BELGIUM):
        fits = _BELGIAN.fullmatch(country_and_number.removeprefix(_BELGIUM))
    else:
        fits = _ELSEWHERE.fullmatch(country_and_number)
    return text if fits else None


def shown_phone(number: str) -> str:
    """Return a kept number in groups that can be read aloud: `+32 475 12 34 56`, `+32 2 123 45 67`."""
    if number.startswith("+324"):
        groups = (number[:3], number[3:6], number[6:8], number[8:10], number[10:])
    elif number.startswith(("+322", "+323", "+329")):
        groups = (number[:3], number[3:4], number[4:7], number[7:9], number[9:])
    elif number.startswith("+32"):
        groups = (number[:3], number[3:5], number[5:7], number[7:9], number[9:])
    else:
        return number
    return " ".join(group for group in groups if group)
