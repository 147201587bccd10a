"""The printed form: what stands on it, in which order, and that no text can break it."""

import json
from typing import Any

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from app.questionnaires.compile import compile_form
from app.questionnaires.model import Form
from app.questionnaires.paper import document as press
from app.questionnaires.paper.document import EDITIONS, Cover, Edition, Sheet, as_pdf, document
from app.questionnaires.paper.jumps import END, jumps
from app.questionnaires.paper.layout import sections
from app.questionnaires.paper.numbering import left_to_the_web, paper_questions
from app.questionnaires.paper.typed import Typed, as_typed, read_typed
from tests.questionnaires.books import SET, Cells, book, options, row, text
from tests.questionnaires.definitions import sound

END_GROUP: Cells = {"type": "end_group"}
FIELD_LIST = {"appearance": "field-list"}
COVER = Cover(
    title={"fr": "Un essai", "nl": "Een proef"},
    intro={"fr": "Bonjour", "nl": "Dag"},
    return_words={"fr": "Rendez-le.", "nl": "Geef het terug."},
    code="test v1",
    address="https://example.be/fr/c/test",
    my_answer="https://example.be/fr/my-answer",
)


FIXED = "Sur le site, l’ordre change à chaque fois\u202f; ici il est fixe et ne veut rien dire."


def small() -> Form:
    """One of each kind, with a question that most people are spared."""
    return compile_form(
        book(
            [
                row("begin_group", "one", **FIELD_LIST),
                row("note", "welcome"),
                row("select_one yes_no", "looked"),
                row("select_one yes_no", "found", relevant="${looked} = 'yes'"),
                row("text", "why", relevant="${found} = 'no'"),
                row("select_multiple colours or_other", "colours", parameters="randomize=true", bx__max="2"),
                END_GROUP,
                row("begin_group", "two", **FIELD_LIST),
                row("select_one scale", "warm", appearance="likert"),
                row("select_one scale", "cold", appearance="likert"),
                row("range", "trust", parameters="start=0 end=10 step=1"),
                row("rank colours", "order"),
                row("integer", "years"),
                row("date", "since"),
                row("acknowledge", "agreed"),
                row("text", "open", appearance="multiline"),
                row("calculate", "silent", calculation="1 + 1"),
                END_GROUP,
            ],
            [
                *options("yes_no", ["yes", "no"]),
                *options("colours", ["red", "green", "blue"]),
                *options("scale", ["low", "high"]),
            ],
        )
    )


def lines(form: Form, edition: Edition = "fr") -> list[str]:
    """The form as an outline: a line for each block, and one for each option that leads elsewhere."""
    found = []
    for section in sections(form, press.LANGS_OF[edition]):
        for block in section["blocks"]:
            when = " if" if block["condition"] else ""
            numbers = "+".join(
                str(one["number"]) for one in block.get("rows", [block] if "number" in block else [])
            )
            how = "/".join(one["text"] for one in block.get("how", []))
            found.append(" ".join(filter(None, [numbers, block["kind"] + when, how])))
            options_ = block.get("options", [])
            found += [f"  {one['n']} > {one['jump'][0]['text']}" for one in options_ if one["jump"]]
    return found


def test_the_structure_of_a_printed_form() -> None:
    assert lines(small()) == [
        "note",
        "1 ticks",
        "  2 > allez à la question 4",
        "2 ticks if",
        "  1 > allez à la question 4",
        "3 lines if",
        f"4 ticks Cochez-en 2 au maximum. {FIXED}",
        "5 lines if",
        "6+7 matrix",
        "8 scale",
        "9 ticks Écrivez 1 à côté de votre premier choix, puis 2, 3, etc.",
        "10 cells",
        "11 cells Jour / mois / année",
        "12 ticks",
        "13 lines",
    ]


def test_conditions_name_questions_by_their_numbers() -> None:
    blocks = sections(small(), ("fr", "nl"))[0]["blocks"]
    said = {
        block["number"]: [one["text"] for one in block["condition"]] for block in blocks if "number" in block
    }
    assert said[2] == [
        "Seulement si la réponse à la question 1 est «\u00a0yes\u00a0».",
        "Alleen als: het antwoord op vraag 1 is ‘yes’.",
    ]


def test_a_jump_follows_from_one_answer_alone() -> None:
    form = small()
    assert jumps(form, form.questions["looked"]) == {"no": 4}
    assert jumps(form, form.questions["found"]) == {"yes": 4}
    assert jumps(form, form.questions["warm"]) == {}


def test_an_answer_that_hides_all_that_is_left_leads_to_the_end() -> None:
    form = compile_form(
        book(
            [
                row("select_one yes_no", "more"),
                row("text", "a", relevant="${more} = 'yes'"),
                row("text", "b", relevant="${more} = 'yes'"),
            ],
            options("yes_no", ["yes", "no"]),
        )
    )
    assert jumps(form, form.questions["more"]) == {"no": END}


def test_the_rounds_of_a_repeat_are_left_to_the_web_and_said_to_be() -> None:
    form = compile_form(
        book(
            [
                row("text", "before"),
                row("begin_repeat", "places"),
                row("text", "place"),
                {"type": "end_repeat"},
                row("text", "after"),
            ]
        )
    )
    assert lines(form) == ["1 lines", "2 lines"]
    assert [question.name for question in left_to_the_web(form)] == ["places"]
    assert left_to_the_web(small()) == []


def test_a_text_that_is_the_same_in_both_languages_is_printed_once() -> None:
    blocks = sections(small(), ("fr", "nl"))[0]["blocks"]
    assert [one["text"] for one in blocks[1]["texts"]] == ["français", "nederlands"]
    assert [one["text"] for one in blocks[1]["options"][0]["texts"]] == ["yes"]


def queried(content: dict[str, Any], selector: str) -> list[dict[str, Any]]:
    """What the press itself sees of a document."""
    compiler = typst.Compiler(
        press._TEMPLATE, sys_inputs={"form": json.dumps(content)}, ignore_system_fonts=True
    )
    found: list[dict[str, Any]] = json.loads(compiler.query(selector))
    return found


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_question_is_a_heading_and_the_file_is_tagged_and_says_its_language(edition: Edition) -> None:
    content = document(small(), COVER, edition)
    pdf = as_pdf(content)
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert b"pdfuaid:part" in pdf, "PDF/UA-1"
    assert f"/Lang({'nl' if edition == 'nl' else 'fr'}-BE)".encode() in pdf.replace(b" ", b"")
    headings = queried(content, "heading")
    assert [one["level"] for one in headings if one["level"] == 2] == [2] * 11, (
        "two of 13 are rows of a table"
    )


def test_copies_begin_on_a_page_of_their_own_and_carry_their_number_and_their_code() -> None:
    sheets = [Sheet("0001B", "AAAA-BBBB-CCCC", "<svg xmlns='http://www.w3.org/2000/svg'/>")] * 3
    content = document(small(), COVER, "fr", sheets)
    assert [one["number"] for one in content["sheets"]] == ["0001B"] * 3
    assert len(queried(content, "title")) == 3
    one, three = (as_pdf(document(small(), COVER, "fr", some)) for some in (sheets[:1], sheets))
    assert len(one) < len(three)


NASTY = [
    "#",
    "$",
    "*",
    "\\",
    "`",
    "_",
    "@x",
    "<a>",
    "//",
    "/*",
    "]",
    "#let x = 1",
    '#read("/etc/passwd")',
    "مرحبا",
    "🧑‍🦽",
    "\u202eab",
]
words = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=12)), min_size=1, max_size=4).map("".join)


@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given(label=words, hint=words, option=words)
def test_no_text_can_break_the_press(label: str, hint: str, option: str) -> None:
    def both(base: str, said: str) -> Cells:
        return text(base, said or "x", said or "x")

    form = compile_form(
        book(
            [{**row("select_one list", "a"), **both("label", label), **both("hint", hint)}],
            [{**one, **both("label", option)} for one in options("list", ["x", "y"])],
            SET,
        )
    )
    content = document(form, COVER, "both")
    assert as_pdf(content).startswith(b"%PDF-")
    shown = json.dumps(content["sections"], ensure_ascii=False)
    assert (
        json.dumps(label or "x", ensure_ascii=False)[1:-1] in shown or "${" in label or label != label.strip()
    )


EVERY_NTH = 6
"""Definitions that are pressed; of all of them every text is laid out and every answer read back."""


def test_questionnaires_of_every_feature_are_printed_and_their_answers_typed_in() -> None:
    for number, definition in enumerate(sound()):
        form = compile_form(definition.workbook)
        content = document(form, COVER, "both")
        if number % EVERY_NTH == 0 or definition.real:
            assert b"pdfuaid:part" in as_pdf(content), definition
        for name, question in paper_questions(form).items():
            answer = definition.kept.get(name)
            assert read_typed(question, as_typed(question, answer)) == Typed(answer), (definition, name)
