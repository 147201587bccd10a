"""The table of texts: a file taken out and brought back is the same, one cell changes just that cell."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.questionnaires.compare import compare
from app.questionnaires.compile import compile_form
from app.questionnaires.errors import SurveyFileError
from app.questionnaires.finding import FindingsError
from app.questionnaires.text_files import (
    language_header,
    read_table,
    read_translations,
    write_table,
    write_translations,
)
from app.questionnaires.texts import Texts, texts_of, with_texts
from app.questionnaires.texts_merge import merge
from app.questionnaires.workbook import CHOICES, SURVEY, Workbook, make_sheet
from app.questionnaires.yaml_file import read_workbook
from app.settings import ROOT
from tests.questionnaires.books import FR, NL, book, options, row, text

BOOK = book(
    [
        row("note", "welcome"),
        {**row("select_one colours", "hue"), **text("hint", "aide")},
        row("calculate", "twice", calculation="1 + 1"),
    ],
    [*options(), {**options("colours", ["blue"])[0], "ballot": "some"}],
)
ENGLISH = "English (en)"
KEYS = [f"survey/{name}" for name in ("welcome/label", "hue/label", "hue/hint")]
# What XML, .po and forms all hold: no control characters but a newline inside.
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
TEXTS = st.one_of(WORDS, st.builds("\n".join, st.lists(WORDS, min_size=2, max_size=3)))
CELLS = st.dictionaries(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(["fr", "nl", "en"])), TEXTS, max_size=9
)


def edited(cells: dict[tuple[str, str], str], workbook: Workbook = BOOK) -> Workbook:
    return with_texts(workbook, cells, {"en": ENGLISH})


def test_every_text_has_a_row_and_a_key_of_its_own() -> None:
    table = texts_of(BOOK)
    assert [each.key for each in table.rows] == [
        "settings/form_title", *KEYS,
        "choices/colours/red/label", "choices/colours/green/label", "choices/colours/blue/label",
    ]  # fmt: skip
    assert [each.key for each in table.rows if each.fixed] == ["choices/colours/blue/label"]
    assert table.languages == {"fr": FR, "nl": NL}
    assert (table.source, table.filled("fr"), len(table.rows)) == ("fr", 7, 7)
    assert table.word(("survey/hue/hint", "fr")) == "aide"
    assert table.word(("survey/nothing/hint", "fr")) == ""


def test_the_words_of_an_image_are_texts_too() -> None:
    shown = book([{**row("text", "a"), "image": "a.png", f"bx::alt::{FR}": "Un banc"}])
    after = with_texts(shown, {("survey/a/bx::alt", "nl"): "Een bank"}, {})
    assert texts_of(after).by_key()["survey/a/bx::alt"].words == {"fr": "Un banc", "nl": "Een bank"}
    assert f"bx::alt::{NL}" in after.sheet(SURVEY).columns


@pytest.mark.parametrize("name", ["citoyens", "evaluation", "professionnels"])
def test_the_questionnaires_of_the_project_have_no_two_texts_under_one_key(name: str) -> None:
    table = texts_of(read_workbook(ROOT / "surveys" / f"{name}.yaml"))
    assert len(table.by_key()) == len(table.rows) > 30
    assert {code: table.filled(code) for code in table.languages} == dict.fromkeys(
        ["fr", "nl"], len(table.rows)
    )


@settings(max_examples=60, deadline=None)
@given(CELLS)
def test_changed_cells_change_and_nothing_else_does(cells: dict[tuple[str, str], str]) -> None:
    after = edited(cells)
    old, new = texts_of(BOOK), texts_of(after)
    languages = {*old.languages, *new.languages}
    for each in old.rows:
        for code in languages:
            cell = (each.key, code)
            assert new.word(cell) == cells.get(cell, old.word(cell))
    for name, sheet in BOOK.sheets.items():
        assert [
            {column: cell for column, cell in each.items() if "::" not in column}
            for each in after.sheet(name).rows
        ] == [{column: cell for column, cell in each.items() if "::" not in column} for each in sheet.rows]
    assert compare(compile_form(BOOK), compile_form(after)).degree in {"same", "text"}


def test_a_cell_that_says_the_same_changes_nothing_at_all() -> None:
    assert edited({("survey/hue/hint", "fr"): "aide"}) is BOOK
    assert edited({("choices/colours/blue/label", "fr"): "autre"}) is BOOK
    assert edited({("survey/gone/label", "fr"): "autre"}) is BOOK


def test_a_new_language_gets_columns_beside_its_sisters() -> None:
    after = edited({("survey/hue/hint", "en"): "help", ("choices/colours/red/label", "en"): "red"})
    columns = after.sheet(SURVEY).columns
    assert columns[columns.index(f"hint::{NL}") + 1] == f"hint::{ENGLISH}"
    assert f"label::{ENGLISH}" in after.sheet(CHOICES).columns
    assert texts_of(after).languages == {"fr": FR, "nl": NL, "en": ENGLISH}


def test_an_older_column_name_and_a_plain_column_are_written_where_they_stand() -> None:
    plain = BOOK.with_sheet(
        CHOICES,
        make_sheet([{"list name": "colours", "name": "red", "label": "rouge", f"label::{NL}": "rood"}]),
    )
    after = edited({("choices/colours/red/label", "fr"): "cramoisi"}, plain)
    assert after.sheet(CHOICES).rows[0]["label"] == "cramoisi"
    assert after.sheet(CHOICES).columns == plain.sheet(CHOICES).columns


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CELLS)
def test_a_table_taken_out_and_brought_back_is_the_same(cells: dict[tuple[str, str], str]) -> None:
    table = texts_of(edited(cells))
    brought = read_table(write_table(table, "test", 3))
    assert (brought.code, brought.number) == ("test", 3)
    assert brought.languages == table.languages
    assert {cell: words for cell, words in brought.cells.items() if words} == {
        (each.key, code): words for each in table.rows if not each.fixed for code, words in each.words.items()
    }
    assert merge(table, table, brought.cells, {}).cells(and_conflicts=True) == {}


@settings(max_examples=60, deadline=None)
@given(CELLS, st.sampled_from(["nl", "en"]))
def test_a_po_file_taken_out_and_brought_back_is_the_same(
    cells: dict[tuple[str, str], str], lang: str
) -> None:
    table = texts_of(edited(cells))
    brought = read_translations(write_translations(table, "test", 3, lang))
    assert (brought.code, brought.number, set(brought.languages)) == ("test", 3, {lang})
    assert brought.cells == {
        (each.key, lang): each.words[lang] for each in table.rows if not each.fixed and lang in each.words
    }
    assert merge(table, table, brought.cells, brought.sources).cells(and_conflicts=True) == {}


def test_a_po_file_is_one_that_translators_tools_read() -> None:
    written = write_translations(texts_of(BOOK), "test", 3, "nl").decode()
    for line in ('"Project-Id-Version: test 3\\n"', '"Language: nl\\n"', 'msgctxt "survey/hue/hint"',
                 'msgid "aide"', 'msgstr "nederlands"', "#. hint"):  # fmt: skip
        assert line in written
    filled = written.replace('msgid "aide"\nmsgstr "nederlands"', 'msgid "aide"\nmsgstr "hulp"')
    brought = read_translations(filled.encode())
    table = texts_of(BOOK)
    wished = {cell: words for cell, words in brought.cells.items() if words != table.word(cell)}
    assert wished == {("survey/hue/hint", "nl"): "hulp"}


def at(cells: dict[tuple[str, str], str]) -> Texts:
    return texts_of(edited(cells))


HINT, HINT_FR = ("survey/hue/hint", "nl"), ("survey/hue/hint", "fr")


def test_a_cell_that_somebody_else_changed_is_a_conflict() -> None:
    merged = merge(at({}), at({HINT: "hulp"}), {HINT: "uitleg"}, {})
    assert merged.edits == ()
    assert [(edit.reason, edit.now, edit.after) for edit in merged.conflicts] == [
        ("changed", "hulp", "uitleg")
    ]
    assert merged.cells() == {}
    assert merged.cells(and_conflicts=True) == {HINT: "uitleg"}


def test_a_translation_of_a_text_that_changed_since_is_a_conflict() -> None:
    merged = merge(at({}), at({HINT_FR: "autre aide"}), {HINT: "uitleg"}, {})
    assert [(edit.reason, edit.source) for edit in merged.conflicts] == [("source", "autre aide")]
    told = merge(at({}), at({}), {HINT: "uitleg"}, {"survey/hue/hint": "une aide d’avant"})
    assert [edit.reason for edit in told.conflicts] == ["source"]


def test_two_who_wrote_the_same_agree_and_what_is_gone_is_told() -> None:
    merged = merge(
        at({}), at({HINT: "uitleg"}), {HINT: "uitleg", ("survey/x/label", "nl"): "y", (
            "choices/colours/blue/label", "nl"): "z"}, {},
    )  # fmt: skip
    assert (merged.edits, merged.conflicts) == ((), ())
    assert merged.unknown == ("survey/x/label", "choices/colours/blue/label")


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\xff\xfe\x00", b'msgid "a"\nmsgstr "b', b'msgid ""\nmsgstr ""\n"x: y\\n"\n']
)
def test_what_is_no_po_file_is_refused(data: bytes) -> None:
    with pytest.raises(SurveyFileError):
        read_translations(data)


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(FindingsError):
        read_table(b"hello")


def test_a_language_is_named_in_itself() -> None:
    assert language_header("fr") == FR
    assert language_header("en") == ENGLISH
    assert language_header("xx") == "Xx (xx)"
