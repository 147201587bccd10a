"""The part of a walk that meets repeats: their questions by key, what is typed in each round, their list."""

from dataclasses import replace

from app.kit.localized import Lang
from app.questionnaires.model import Form, Question
from app.questionnaires.repeats import key_of, round_of, written_name
from tests.questionnaires.definitions import Definition, Typed
from tests.questionnaires.on_page import assert_labels, language_of, page_of
from tests.support.visitor import Visitor

Rounds = dict[str, list[str]]
"""By repeat, the ids of the rounds that were met, in order."""


def question_of(form: Form, key: str) -> Question:
    """The question of a field, under its key: `age`, or `age@k7f2` in a round."""
    if key in form.questions:
        return form.questions[key]
    name = written_name(key)
    return replace(form.repeats[repeat_of(form, name)].questions[name], name=key)


def repeat_of(form: Form, name: str) -> str:
    """The repeat in which a question is written, '' where it stands in none."""
    return next((repeat for repeat, each in form.repeats.items() if name in each.questions), "")


def told_in_round(definition: Definition, form: Form, key: str, met: Rounds) -> dict[str, Typed]:
    """What the definition types into the fields of the round of a key, by name; the round has been met."""
    repeat = repeat_of(form, written_name(key))
    ids = met.setdefault(repeat, [])
    if round_of(key) not in ids:
        ids.append(round_of(key))
    told = _told(definition, repeat)
    place = ids.index(round_of(key))
    return told[place] if place < len(told) else {}


def keys_by_place(keys: set[str], form: Form, met: Rounds) -> set[str]:
    """The keys with the place of each round, from 1, instead of its id."""
    return {
        key_of(name, str(met[repeat_of(form, name)].index(round_of(key)) + 1)) if round_of(key) else key
        for key in keys
        for name in [written_name(key)]
    }


def expected_keys(definition: Definition, form: Form) -> set[str]:
    """What is asked on this walk, with the place of each round: all that is not said to be hidden."""
    found = {question.name for question in form.questions.values() if question.takes_answer}
    for name, repeat in form.repeats.items():
        asked = [question.name for question in repeat.questions.values() if question.takes_answer]
        number = 0 if name in definition.hidden else len(_told(definition, name))
        found |= {key_of(question, str(place + 1)) for place in range(number) for question in asked}
    return {
        key
        for key in found - form.repeats.keys()
        if key not in definition.hidden and written_name(key) not in definition.hidden
    }


def at_the_list(visitor: Visitor, definition: Definition, form: Form, met: Rounds) -> None:
    """Add the next round; when all are there, remove the first, read the list, put it back, and go on."""
    repeat, lang = page_of(visitor), language_of(visitor)
    _switch(visitor, form, lang)
    ids = met.setdefault(repeat, [])
    if len(ids) < len(_told(definition, repeat)):
        visitor.press(button(visitor, "add"))
        one = round_of(page_of(visitor))
        assert one, f"adding to {repeat} leads to {visitor.address}"
        ids.append(one)
        return
    if ids:
        there = listed(visitor, "remove")
        assert there == [f"{repeat}@{one}" for one in ids], "the list shows them in their order"
        visitor.press(button(visitor, "remove"))
        _switch(visitor, form, lang)
        assert listed(visitor, "remove") == there[1:]
        assert listed(visitor, "restore") == there[:1]
        visitor.press(button(visitor, "restore"))
        assert listed(visitor, "remove") == there, "what was removed is back in its place"
    visitor.press("next")
    assert page_of(visitor) != repeat, "the list is left"


def _switch(visitor: Visitor, form: Form, lang: Lang) -> None:
    """Read the list in both languages."""
    before = listed(visitor, "remove"), listed(visitor, "restore"), page_of(visitor)
    for target in ("nl", "fr") if lang == "fr" else ("fr", "nl"):
        visitor.press(f"lang:{target}")
        assert visitor.page.status_code == 200, visitor.address
        assert language_of(visitor) == target
        assert_labels(visitor, [form.questions[page_of(visitor)]], target)
    assert before == (listed(visitor, "remove"), listed(visitor, "restore"), page_of(visitor))


def listed(visitor: Visitor, verb: str) -> list[str]:
    """What the buttons of a verb on this page are for, in order."""
    return [value.partition(":")[2] for _, value in visitor.form.buttons if value.startswith(f"{verb}:")]


def button(visitor: Visitor, verb: str) -> str:
    """The first button of a verb on this page."""
    return f"{verb}:{listed(visitor, verb)[0]}"


def _told(definition: Definition, repeat: str) -> list[dict[str, Typed]]:
    return [dict(each) for each in definition.rounds.get(repeat, [{}])]
