"""The warning that a text may tell who somebody is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kit.masking import suspicions

PEOPLE = ("Noor Claes", "Élodie D’Hondt", "Jean-Pierre van den Berg")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Écrivez à noor.claes@example.be, merci.", [("noor.claes@example.be", "email")]),
        (
            "Bel 0470 12 34 56 of 02/511.08.89.",
            [("0470 12 34 56", "telephone"), ("02/511.08.89", "telephone")],
        ),
        ("Le +32 2 511 08 89 ne répond pas", [("+32 2 511 08 89", "telephone")]),
        (
            "NISS 85.07.30-033.28, BE68 5390 0754 7034",
            [("85.07.30-033.28", "number"), ("BE68 5390 0754 7034", "number")],
        ),
        ("dossier 123456789012", [("123456789012", "number")]),
        ("Elle habite rue de la Loi 16 à côté", [("rue de la Loi 16", "address")]),
        ("au 12, avenue Louise", [("12, avenue Louise", "address")]),
        (
            "Hij woont Spiegelstraat 4 in 1090 Jette",
            [("Spiegelstraat 4", "address"), ("1090 Jette", "address")],
        ),
        (
            "Madame Claes et M. Van den Berg l’ont dit",
            [("Madame Claes", "title"), ("M. Van den Berg", "title")],
        ),
        (
            "Mevrouw Peeters en de heer De Smet",
            [("Mevrouw Peeters", "title"), ("de heer De Smet", "title")],
        ),
        ("Selon Noor, l’aide manque. ELODIE aussi.", [("Noor", "name"), ("ELODIE", "name")]),
        (
            "Noor Claes et d’Hondt, puis Jean-Pierre",
            [("Noor Claes", "name"), ("Hondt", "name"), ("Jean-Pierre", "name")],
        ),
        ("En 2022-2023, 209 personnes sur 1.200 sont venues, dont 12 le 04/10/2022, rue du Miroir.", []),
        ("Monsieur le bourgmestre, les noordelijke wijken, 20 000 habitants, l’article 27.", []),
        ("La place des proches en 2022 : sur la place publique, 12 personnes.", []),
        ("au 5 bis, place Eugène Flagey 18", [("place Eugène Flagey 18", "address")]),
        ("De 5 zorgzones telden 109 deelnemers in 20 groepen.", []),
    ],
)
def test_it_points_at_what_tells_who_somebody_is_and_at_nothing_else(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert [(text[one.start : one.end], one.kind) for one in suspicions(text, PEOPLE)] == expected


@given(st.text(alphabet="aZé09 .,/+-@’'Mrue\n", max_size=200), st.lists(st.text(max_size=20), max_size=3))
@settings(max_examples=60, deadline=None)
def test_whatever_the_text_its_warnings_stand_in_it_in_order(text: str, names: list[str]) -> None:
    last = 0
    for one in suspicions(text, names):
        assert last <= one.start < one.end <= len(text)
        last = one.end


def test_a_long_text_is_looked_through_at_once() -> None:
    for text in ("rue " * 5_000, "0 " * 10_000, "a" * 20_000 + "@", "M. A " * 5_000, "A-" * 10_000):
        assert isinstance(suspicions(text, PEOPLE), list)
