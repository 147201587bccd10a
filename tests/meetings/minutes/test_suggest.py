"""The items that a document would make, and the files of which none are made."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.meetings.minutes.docx import MAX_PART, UnreadableDocumentError
from app.meetings.minutes.suggest import suggest
from tests.meetings.minutes.docx_files import document, docx, paragraph

ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
WHOLE = document(paragraph("oui"))
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def found(data: bytes) -> list[tuple[str, str, str]]:
    return [(one.kind, one.language, one.texts[one.language]) for one in suggest(data, "fr")]


def test_a_word_document_becomes_points_and_items_in_the_language_of_each() -> None:
    struck = "<w:p><w:del><w:r><w:delText>rayé</w:delText></w:r></w:del><w:r><w:t>gardé</w:t></w:r></w:p>"
    box = (
        "<w:p><w:r><w:t>Autour</w:t></w:r><w:r><w:pict><w:txbxContent>"
        "<w:p><w:r><w:t>dans la boîte</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    )
    cell = paragraph("Les services se voient le lundi", style="Round")
    body = document(
        paragraph("Le retour", " à la maison", style="MonTitre"),
        paragraph("« On m’a appelée à seize heures. »", listed=True),
        paragraph("Voorstel: één nummer voor wie thuiskomt met het bed en de zorg", listed=True),
        paragraph("Bestaande praktijken", style="Titre2"),
        paragraph("Une liste commune", listed=True),
        f"<w:tbl><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>",
        paragraph("  "),
        struck,
        box,
    )  # fmt: skip
    assert found(docx(body)) == [
        ("point", "fr", "Le retour à la maison"),
        ("verbatim", "fr", "On m’a appelée à seize heures."),
        ("proposal", "nl", "één nummer voor wie thuiskomt met het bed en de zorg"),
        ("existing_practice", "fr", "Une liste commune"),
        ("existing_practice", "fr", "Les services se voient le lundi"),
        ("existing_practice", "fr", "gardé"),
        ("existing_practice", "fr", "Autour"),
        ("existing_practice", "fr", "dans la boîte"),
    ]


def test_notes_that_were_typed_or_pasted_become_items_too() -> None:
    text = (
        "# Retour\n\n- « Un lit »\n* Décision : on essaie\n  jusqu’en mai\n\n"
        "Une ligne\nqui continue\n1) Obstacle : rien"
    )
    expected = [
        ("point", "fr", "Retour"),
        ("verbatim", "fr", "Un lit"),
        ("decision", "fr", "on essaie\njusqu’en mai"),
        ("point", "fr", "Une ligne\nqui continue"),
        ("obstacle", "fr", "rien"),
    ]
    assert found(text.encode()) == expected
    assert found(text.encode("cp1252")) == expected
    assert found(text.encode("utf-16")) == expected


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (docx("<x"), "not a Word document"),
        (docx(document(paragraph("&b;"), prolog=ENTITIES)), "not a Word document"),
        (docx(document(paragraph("a" * 10), "<!--" + "a" * MAX_PART + "-->")), "more than can be read"),
        (docx(WHOLE)[:-40], "not a Word document"),
        (docx(WHOLE).replace(b"word/document.xml", b"word/dokument.xml"), "not a Word document"),
        (OLE + b"\0" * 600, "old Word document"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text"),
        (b"%PDF-1.7 x", "not a text"),
        (b" \n \n", "no words"),
        (docx(document()), "no words"),
        ("\n\n".join(f"Point {n}" for n in range(301)).encode(), "301 items"),
        (b"a" * 120_001, "too long"),
    ],
    ids="broken entities bomb cut none doc secret picture pdf blank void many long".split(),  # noqa: SIM905
)
def test_what_no_minutes_can_be_made_of_is_refused_with_the_reason(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=message):
        suggest(data, "fr")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_document_is_read_or_refused_and_never_breaks(data: st.DataObject) -> None:
    whole = bytearray(docx(document(paragraph("Un lit", listed=True))))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(UnreadableDocumentError):
        assert suggest(bytes(whole), "nl")
