"""Masking what people wrote: what may tell who they are goes, and nothing else does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kit.localized import Lang
from app.kit.masked import mask, said
from app.kit.masking import is_iban, is_national_number, replaced


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("fr", "Écrivez à noor.claes@example.be, merci.", "Écrivez à [COURRIEL-1], merci."),
        ("nl", "noor [at] voorbeeld.be of 0470/12.34.56", "[E-MAIL-1] of [TELEFOON-1]"),
        ("nl", "Bel 0470 12 34 56 of +32 470 12 34 57", "Bel [TELEFOON-1] of [TELEFOON-2]"),
        ("fr", "gsm0470123456, rappelez 0470123456", "gsm[TÉLÉPHONE-1], rappelez [TÉLÉPHONE-1]"),
        ("fr", "Voir https://x.example/a?b=c. Ou facebook.com/moi", "Voir [LIEN-1]. Ou [LIEN-2]"),
        ("nl", "mijn rekening nl91 abna 0417 1643 00 is leeg", "mijn rekening [REKENING-1] is leeg"),
        ("fr", "BE68 5390 0754 7034 et 85.07.30-033.28", "[COMPTE-1] et [REGISTRE-NATIONAL-1]"),
        ("fr", "au 12 rue de la loi, ou rue de la loi 16 bte 3", "au 12 rue de la loi, ou [ADRESSE-1]"),
        ("nl", "Ik woon in de hoofdstraat 4b en Spiegelstraat 4", "Ik woon in de [ADRES-1] en [ADRES-2]"),
        (
            "fr",
            "Je m’appelle Noor Claes. Mme Claes et Noor Claes, c’est moi ; M. Petit aussi.",
            "Je m’appelle [PERSONNE-1]. Mme [PERSONNE-2] et [PERSONNE-1], c’est moi ; M. [PERSONNE-3] aussi.",
        ),
        ("nl", "Ik heet Karim. Mevrouw De Smet!", "Ik heet [PERSOON-1]. Mevrouw [PERSOON-2]!"),
        ("nl", "ik ben Jan Peeters, ik ben Brusselaar", "ik ben [PERSOON-1], ik ben Brusselaar"),
        ("fr", "Le CPAS d’Ixelles et le Samusocial en 2022-2023, 209 personnes.", None),
        ("fr", "Rose, Pierre ou Claire : la salle était claire. Madame la bourgmestre.", None),
        ("nl", "In Sint-Jans-Molenbeek, bij Iriscare, om 18.30 uur, 20 000 mensen.", None),
    ],
)  # fmt: skip
def test_it_takes_out_what_tells_who_somebody_is_and_leaves_what_they_speak_of(
    lang: Lang, text: str, expected: str | None
) -> None:
    assert said(mask([text], lang)[0]) == (text if expected is None else expected)


def test_tokens_are_the_same_in_all_texts_of_a_source_and_first_names_are_only_marked() -> None:
    first, second = mask(["Monsieur Petit parle.", "Pierre Petit, puis Petit, puis Dr Rossi."], "fr")
    assert said(first) == "Monsieur [PERSONNE-1] parle."
    assert said(second) == "Pierre [PERSONNE-1], puis [PERSONNE-1], puis Dr [PERSONNE-2]."
    assert [piece.text for piece in second if piece.kind == "name"] == ["Pierre"]


def test_check_digits_are_those_of_the_rules() -> None:
    # The examples of the IBAN registry for Belgium, the Netherlands, France and Germany.
    for number in ("BE68 5390 0754 7034", "NL91ABNA0417164300", "FR14 2004 1010 0505 0001 3M02 606",
                   "DE89370400440532013000"):  # fmt: skip
        assert is_iban(number)
        assert not is_iban(number[:-1] + str((int(number[-1]) + 1) % 10))
    assert not is_iban("BE68 5390 0754 70")
    # Born in 1985, and in 2001 with a 2 before the nine digits.
    assert is_national_number("85.07.30-033.28")
    first = "010203001"
    assert is_national_number(f"{first}{97 - int('2' + first) % 97:02}")
    assert not is_national_number("85.07.30-033.29")
    assert not is_national_number("8507")


WORDS = "la le een het salle zaal merci bedankt et ou mais trop kort CPAS OCMW Jette 12x 2023: ! , . :"
words = st.lists(st.sampled_from(WORDS.split()), max_size=6).map(" ".join)
digits = st.text("0123456789", min_size=8, max_size=8)


def _iban(country: str, account: str) -> str:
    checked = int("".join(str(int(each, 36)) for each in account + country + "00"))
    return f"{country}{98 - checked % 97:02}{account}"


def _in_fours(text: str) -> str:
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


ibans = st.one_of(
    st.text("0123456789", min_size=12, max_size=12).map(lambda n: _iban("BE", n)),
    st.text("0123456789", min_size=10, max_size=10).map(lambda n: _iban("NL", "ABNA" + n)),
).flatmap(lambda one: st.sampled_from([one, _in_fours(one), one.lower()]))
emails = st.from_regex(
    r"[a-z]{1,9}([._+-][a-z0-9]{1,9})?@[a-z]{2,9}(-[a-z]{2,5})?\.(be|com|brussels)", fullmatch=True
)
phones = digits.flatmap(
    lambda n: st.sampled_from(
        [
            f"0{n[:3]} {n[3:5]} {n[5:]}",
            f"+32 {n[:3]}{n[3:]}",
            f"0{n}",
            f"02/{n[:3]}.{n[3:5]}.{n[5:7]}",
            f"0{n[:3]}/{n[3:]}",
        ]
    )
)


@given(words, st.one_of(ibans, emails, phones), words, st.sampled_from([" ", "", ".", "("]))
@settings(max_examples=150, deadline=None)
def test_no_address_account_or_telephone_is_left(before: str, secret: str, after: str, joint: str) -> None:
    text = f"{before} {secret}{joint if joint != '(' else ' ('}{'' if joint == '' else after}"
    masked = said(mask([text], "nl")[0])
    compact = "".join(each for each in masked if each.isalnum() or each == "@").casefold()
    assert "".join(each for each in secret if each.isalnum() or each == "@").casefold() not in compact
    assert not replaced(masked)


@given(words)
@settings(max_examples=60, deadline=None)
def test_a_text_with_nothing_of_the_kind_is_not_changed(text: str) -> None:
    assert said(mask([text], "fr")[0]) == text


def test_a_long_text_is_masked_at_once() -> None:
    for text in (
        "rue de la " * 3_000,
        "0 " * 10_000,
        "a" * 20_000 + "@",
        "M. A " * 3_000,
        "BE68 " * 4_000,
        "a." * 9_000,
    ):
        assert said(mask([text], "fr")[0])
