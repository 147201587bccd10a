"""Counting many responses at once gives what counting each of them gives, on every kind of questionnaire."""

import os
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from uuid import UUID

from app.consultations.counting import Counts, Sent, count
from app.consultations.recount import CountedVersion
from app.programmes.files import ballots_in_files
from app.questionnaires.ballot import fill_ballots
from app.questionnaires.compile import compile_form
from app.questionnaires.expressions.grammar import children
from app.questionnaires.model import REPEAT, Form, Question, Tree
from app.questionnaires.repeats import key_of
from app.questionnaires.values import Answer
from app.questionnaires.yaml_file import read_workbook
from app.settings import ROOT
from tests.questionnaires.books import FR, book, options, row
from tests.questionnaires.definitions import sound
from tests.questionnaires.walk import TODAY

PEOPLE = 200 if os.environ.get("PROOF") else 12
CUBES = ("tally", "ballots", "participation", "visits")


def odd_ones() -> Form:
    """Conditions on a text's length, on the day, on a label, on a calculation and on the answer itself."""
    return compile_form(
        book(
            [
                row("select_one colours", "a", bx__role="bassin"),
                row("text", "why"),
                row("calculate", "long", calculation="string-length(${why})"),
                row("calculate", "kept", calculation="once(concat(${a}, ${long}))"),
                row("calculate", "talks", calculation="if(${long} > 3, 'talker', '')", bx__role="profile"),
                row("text", "more", relevant="${long} > 3 and jr:choice-name(${a}, '${a}') != 'rouge'"),
                row("integer", "n", relevant="today() > '2023-05-09' or ${kept} = 'red3'"),
                row("select_multiple colours", "b", relevant="${n} + string-length(${more}) > 2"),
                row("select_one colours", "c", choice_filter="not(selected(${b}, name))"),
            ],
            [{**each, f"label::{FR}": "rouge"} for each in options()],
        )
    )


def forms() -> Iterator[Form]:
    for definition in sound():
        yield compile_form(definition.workbook)
    ballots = ballots_in_files(ROOT / "programmes")
    for path in sorted((ROOT / "surveys").glob("*.yaml")):
        yield compile_form(fill_ballots(read_workbook(path), ballots))


def compared_with(form: Form) -> list[str]:
    """What conditions compare with: an answer that says just that is the one to try."""

    def literals(tree: Tree) -> Iterator[str]:
        if tree[0] in {"str", "num"}:
            yield str(tree[1]).removesuffix(".0")
        for child in children(tree):
            yield from literals(child)

    trees = [
        tree for q in form.every_question for tree in (*q.relevant, q.calculation, q.choice_filter) if tree
    ]
    return sorted({word for tree in trees for word in literals(tree)}) or ["x"]


def given(question: Question, words: list[str], chance: Random) -> Answer:
    names = [*(choice.name for choice in question.choices), "of-an-older-version"]
    if question.is_multiple:
        return chance.sample(names, chance.randint(1, min(4, len(names))))
    if question.is_select:
        return chance.choice(names)
    if question.type in {"integer", "range"}:
        return chance.choice([0, 1, 2, 3, 18, 40])
    if question.type == "decimal":
        return chance.choice([0.5, 1.0, 2.5])
    return chance.choice([*words, "été", "2023-05-09", "true", "given"])


def person(form: Form, chance: Random) -> dict[str, Answer]:
    words = compared_with(form)
    found: dict[str, Answer] = {}
    for question in form.questions.values():
        if question.type == REPEAT:
            rounds = [f"r{number}" for number in range(1, chance.randint(1, 3))]
            found[question.name] = rounds
            for one in rounds:
                for inner in form.repeats[question.name].questions.values():
                    found[key_of(inner.name, one)] = given(inner, words, chance)
        elif question.type != "note" and chance.random() < 0.8:
            found[question.name] = given(question, words, chance)
    return found


def test_many_at_once_count_as_each_of_them() -> None:
    chance = Random(2023)  # noqa: S311 - invented answers
    met = 0
    for form in [odd_ones(), *forms()]:
        plain, at_once = Counts(), CountedVersion(form)
        rows = []
        for _ in range(PEOPLE):
            sent = Sent(
                UUID(int=chance.getrandbits(128)), chance.choice([1, 2]), 7, person(form, chance),
                chance.choice(["fr", "nl"]), chance.choice(["web", "paper"]),
                TODAY - timedelta(days=chance.randint(0, 1)),
            )  # fmt: skip
            count(form, sent, plain)
            rows += at_once.add(sent, choices=True)
        found = Counts()
        at_once.pour(found)
        for cube in CUBES:
            assert getattr(found, cube) == getattr(plain, cube), (form.code, cube)
        assert sorted(rows, key=str) == sorted(plain.choices, key=str), form.code
        met += bool(plain.choices)
    assert met > 20, "questionnaires with choices were among them"
