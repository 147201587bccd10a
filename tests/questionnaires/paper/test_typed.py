"""What is typed from a sheet becomes the answer that is meant, or says why it cannot."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.questionnaires.compile import compile_form
from app.questionnaires.model import Question
from app.questionnaires.paper.typed import Typed, as_typed, read_typed
from app.questionnaires.values import Answer
from tests.questionnaires.books import book, options, row

LONG = [f"o{n}" for n in range(1, 13)]
FORM = compile_form(
    book(
        [
            row("select_one few", "one"),
            row("select_multiple few", "many"),
            row("select_multiple long", "long"),
            row("rank few", "rank"),
            row("range", "trust", parameters="start=0 end=10 step=1"),
            row("range", "half", parameters="start=0 end=1 step=0.5"),
            row("integer", "years"),
            row("decimal", "hours"),
            row("date", "since"),
            row("acknowledge", "agreed"),
            row("text", "open"),
        ],
        [*options("few", ["a", "b", "c", "d", "e"]), *options("long", LONG)],
    )
)


@pytest.mark.parametrize(
    ("name", "text", "answer"),
    [
        ("one", "2", "b"),
        ("one", " 2 ", "b"),
        ("one", "22", "b"),
        ("many", "135", ["a", "c", "e"]),
        ("many", "5,3 1", ["a", "c", "e"]),
        ("long", "12 1", ["o1", "o12"]),
        ("long", "12", ["o12"]),
        ("rank", "312", ["c", "a", "b"]),
        ("trust", "10", 10),
        ("half", "0,5", 0.5),
        ("years", "98", 98),
        ("hours", "7,5", 7.5),
        ("since", "3/2/2023", "2023-02-03"),
        ("agreed", "1", "OK"),
        ("open", "Plus ? Oui.", "Plus ? Oui."),
        ("open", "  ", None),
    ],
)
def test_it_reads(name: str, text: str, answer: Answer | None) -> None:
    assert read_typed(FORM.questions[name], text) == Typed(answer)


@pytest.mark.parametrize("name", list(FORM.questions))
def test_a_question_mark_alone_is_not_readable(name: str) -> None:
    assert read_typed(FORM.questions[name], " ? ") == Typed(unreadable=True)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("one", "6", "de 1 à 5"),
        ("one", "0", "de 1 à 5"),
        ("one", "oui", "de 1 à 5"),
        ("one", "-", "de 1 à 5"),
        ("one", "²", "de 1 à 5"),
        ("one", "12", "Un seul choix"),
        ("long", "13", "de 1 à 12"),
        ("long", "99999999999999999999", "de 1 à 12"),
        ("trust", "11", "de 0 à 10"),
        ("years", "une dizaine", "nombre"),
        ("since", "31/02/2023", "date"),
        ("open", "x" * 301, "300"),
    ],
)
def test_it_says_what_cannot_be_read(name: str, text: str, said: str) -> None:
    read = read_typed(FORM.questions[name], text)
    assert read.problem is not None
    assert said in read.problem.text("fr")
    assert read.answer is None


def answers_to(question: Question) -> st.SearchStrategy[Answer]:
    names = [choice.name for choice in question.choices]
    if question.type == "rank":
        return st.permutations(names).flatmap(lambda order: st.integers(1, 5).map(lambda n: order[:n]))
    if question.is_multiple:
        return st.sets(st.sampled_from(names), min_size=1).map(lambda some: [n for n in names if n in some])
    return st.sampled_from(names)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_what_would_be_typed_for_an_answer_is_read_as_that_answer(data: st.DataObject) -> None:
    question = FORM.questions[data.draw(st.sampled_from(["one", "many", "long", "rank"]))]
    answer = data.draw(answers_to(question))
    assert read_typed(question, as_typed(question, answer)) == Typed(answer)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(name=st.sampled_from(list(FORM.questions)), text=st.text(max_size=20))
def test_whatever_is_typed_is_read_or_refused_with_a_message(name: str, text: str) -> None:
    read = read_typed(FORM.questions[name], text)
    assert [read.answer is not None, read.unreadable, read.problem is not None].count(True) <= 1
