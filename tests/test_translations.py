"""Everything that can be read exists in French and in Dutch, written as each language is printed."""

import re

import pytest

from scripts.translations import LANGUAGES, catalogue, complaints, messages, translations_of, used

NARROW = "\u202f"
WIDE = "\u00a0"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_the_interface_is_translated(lang: str) -> None:
    assert list(complaints(lang, used())) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_blanks_stand_at_the_ends_where_the_id_has_them(lang: str) -> None:
    found = messages(catalogue(lang)).items()
    wrong = [
        id_
        for id_, message in found
        for text in translations_of(message)
        if (text[:1].isspace(), text[-1:].isspace()) != (id_[:1].isspace(), id_[-1:].isspace())
    ]
    assert wrong == []


def texts(lang: str) -> list[str]:
    """Every translation of a language, without its placeholders and its addresses."""
    return [
        re.sub(r"https?://\S+|%\(\w+\)s|\{\w+\}|</?\w[^>]*>|&\w+;", "x", text)
        for message in messages(catalogue(lang)).values()
        for text in translations_of(message)
    ]


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("a narrow no-break space comes before ? ! and ;", rf"[^{NARROW}?!][?!;]"),
        ("a no-break space comes before a colon", rf"[^{WIDE}\d]:(?!\d)"),
        ("a no-break space follows «", rf"«[^{WIDE}]"),
        ("a no-break space comes before »", rf"[^{WIDE}]»"),
        ("the apostrophe is ’", r"\w'\w"),
        ("quotation marks are « »", r"[\"“”]"),
        ("three points are one sign", r"\.\.\."),
        ("never two blanks", r"  "),
    ],
)
def test_french_is_written_as_it_is_printed(rule: str, wrong: str) -> None:
    assert [text for text in texts("fr") if re.search(wrong, text)] == [], rule


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("nothing comes before a colon, a question mark, an exclamation mark", rf"[ {WIDE}{NARROW}][?!;:]"),
        ("the apostrophe is ’", r"\w'\w"),
        ("quotation marks are ‘ ’ or “ ”", r"[\"«»]"),
        ("three points are one sign", r"\.\.\."),
        ("never two blanks", r"  "),
        ("the public is addressed with u", r"(?i)\b(jij|jullie|jouw)\b"),
        ("a bassin is a zorgzone", r"(?i)zorgbekken"),
    ],
)
def test_dutch_is_written_as_it_is_printed(rule: str, wrong: str) -> None:
    assert [text for text in texts("nl") if re.search(wrong, text)] == [], rule
