import io
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from app.contacts.errors import UnreadableListError
from app.contacts.rules import MOST_CONTACTS, read_language, recognise
from app.contacts.sorting import sort_rows
from app.contacts.tables import read_table

HEADER = ["Nom", "E-mail", "Langue"]
ROWS = [(2, ["Zoë Lefèvre", "zoe@example.be", "fr"]), (3, ["Jan 🚲 Peeters", "jan@example.be", "NL"])]
WESTERN = [ROWS[0], (3, ["Jan Peeters", "jan@example.be", "NL"])]


def as_csv(separator: str, rows: list[tuple[int, list[str]]]) -> str:
    return "\r\n".join(separator.join(cells) for cells in (HEADER, *(cells for _, cells in rows)))


def as_xlsx(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableListError) as error:
        read_table(content)
    (problem,) = error.value.problems
    assert problem.field == "file"
    return problem.message.text("fr")


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_it_reads_a_table_however_it_was_saved(separator: str, encoding: str) -> None:
    table = read_table(as_csv(separator, ROWS).encode(encoding))
    assert (table.header, table.rows) == (HEADER, ROWS)


def test_it_reads_what_windows_writes_without_unicode() -> None:
    table = read_table(as_csv(";", WESTERN).encode("cp1252"))
    assert (table.header, table.rows) == (HEADER, WESTERN)


def test_it_reads_the_first_sheet_of_a_workbook() -> None:
    table = read_table(as_xlsx(HEADER, *(cells for _, cells in ROWS), [None], ["Sam", None, "fr"]))
    assert table.rows == [*ROWS, (5, ["Sam", "", "fr"])]


def test_a_formula_of_a_workbook_gives_what_it_last_gave_and_nothing_else() -> None:
    table = read_table(as_xlsx(HEADER, ['=HYPERLINK("http://x.example")', "zoe@example.be", "fr"]))
    assert table.rows == [(2, ["", "zoe@example.be", "fr"])], "openpyxl wrote no value beside the formula"


def test_quoted_texts_may_hold_separators_and_line_ends() -> None:
    content = 'Nom,E-mail\n"Peeters, Jan;\nvoorzitter",jan@example.be\n'
    assert read_table(content.encode()).rows == [(2, ["Peeters, Jan; voorzitter", "jan@example.be"])]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b" \r\n \r\n", "vide"),
        (b"Nom;E-mail\n", "une ligne"),
        (b"\x00\x01\x02\x03 not a table", "ni un fichier CSV"),
        (b"%PDF-1.7\n\x00\xff", "ni un fichier CSV"),
        (b"\xff\xfeN\x00o", "ni un fichier CSV"),
        (b'Nom;E-mail\nZo\xc3\xa9;"zoe@example.be\n', "guillemet"),
        (b"PK\x03\x04 something", "classeur"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600, "classeur"),
        (b"Nom\n" + b"x" * 2_000, "caract"),
        (b";".join([b"a"] * 60) + b"\n1\n", "colonnes"),
    ],
)
def test_what_is_no_list_of_people_is_refused_with_its_reason(content: bytes, said: str) -> None:
    assert said in refused(content)


def test_a_zip_bomb_and_another_zip_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x" * 40_000_000)
    assert "classeur" in refused(out.getvalue())
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("letter.txt", "hello")
    assert "classeur" in refused(other.getvalue())


def test_a_huge_table_is_refused_with_the_number_that_can_be() -> None:
    content = "Nom;E-mail\n" + "\n".join(f"P{n};p{n}@example.be" for n in range(MOST_CONTACTS + 1))
    assert str(MOST_CONTACTS) in refused(content.encode())
    table = read_table(content.rpartition("\n")[0].encode())
    assert len(table.rows) == MOST_CONTACTS


@given(st.binary(max_size=300))
def test_whatever_is_uploaded_is_read_or_refused(content: bytes) -> None:
    try:
        table = read_table(content)
    except UnreadableListError:
        return
    assert all(len(cells) == len(table.header) for _, cells in table.rows)
    sort_rows(table.rows, recognise(table.header), set(), usual_language="fr")


def test_columns_are_recognised_by_their_headings_in_both_languages() -> None:
    french = ["Association", "Personne de contact", "Adresse e-mail", "Langue", "Secteur d’activité", "GSM"]
    assert recognise(french) == {"organisation": 0, "name": 1, "email": 2, "language": 3, "sector": 4}
    dutch = ["Naam", "Vereniging", "E-mailadres", "Taal", "Sector"]
    assert recognise(dutch) == {"name": 0, "organisation": 1, "email": 2, "language": 3, "sector": 4}
    assert recognise(["A", "", "7"]) == {}


@pytest.mark.parametrize(
    ("text", "language"),
    [("FR", "fr"), ("Français", "fr"), ("frans", "fr"), ("NL", "nl"), ("Néerlandais", "nl"), ("n", "nl"),
     ("Deutsch", None), ("", None)],
)  # fmt: skip
def test_languages_are_read_as_people_write_them(text: str, language: str | None) -> None:
    assert read_language(text) == language


def test_every_row_is_added_or_left_out_with_its_number_and_its_reason() -> None:
    rows = [
        (2, ["Zoé", "ZOE@example.be", "fr", "A"]),
        (3, ["Zoé encore", "zoe@example.be", "fr", "A"]),
        (4, ["Jan", "jan@", "nl", "B"]),
        (5, ["Hans", "hans@example.be", "Deutsch", "C"]),
        (6, ["", "", "", ""]),
        (7, ["=1+1", "x@example.be", "fr", "D"]),
        (8, ["Y" * 200, "y@example.be", "fr", "D"]),
        (9, ["Déjà là", "la@example.be", "fr", "E"]),
        (10, ["Sans adresse", "", "", "F"]),
        (11, ["sans ADRESSE", "", "", "f"]),
    ]
    columns = recognise(["Nom", "E-mail", "Langue", "Association"])
    found = sort_rows(rows, columns, {("la@example.be",)}, usual_language="nl")
    assert [(one.row, one.email, one.language) for one in found.new] == [
        (2, "zoe@example.be", "fr"), (10, "", "nl"),
    ]  # fmt: skip
    assert {one.row: one.fault for one in found.left} == {
        3: "twice", 4: "address", 5: "language", 6: "nobody", 7: "formula", 8: "long", 9: "there",
        11: "twice",
    }  # fmt: skip
    unsaid = sort_rows(rows[-2:], columns, set(), usual_language=None)
    assert [one.fault for one in unsaid.left] == ["language", "language"]
