"""Where a reader of a printed form goes next: "go to question 9" at an option, and conditions in words."""

import re
from dataclasses import replace

from app.kit import clock
from app.kit.i18n import gettext
from app.kit.localized import LANGUAGES, Lang
from app.questionnaires import logic
from app.questionnaires.expressions import references
from app.questionnaires.logic import State
from app.questionnaires.model import SILENT_TYPES, Form, Question, Tree
from app.questionnaires.paper.numbering import numbers
from app.questionnaires.plain_words import all_in_words

END = 0
"""Stands for the end of the form where a question's number would stand."""
_SHORT_LIST = 3
_OPEN, _CLOSE = "\ue000", "\ue001"
_QUOTED = re.compile(rf"[«‘“]?[\u00a0\u202f ]?{_OPEN}([^{_CLOSE}]*){_CLOSE}[\u00a0\u202f ]?[»’”]?")


def jumps(form: Form, question: Question) -> dict[str, int]:
    """Return, by option of a single choice, the number of the next question where others are passed over.

    Only what follows from this very answer is skipped: what hangs on other answers says so in words instead.
    So does a single question that most options of a long list would pass over, as "Which other?" does.
    `END` is the end of the form.
    """
    if question.type != "select_one":
        return {}
    numbered = numbers(form)
    last = len(numbered) + 1
    names = list(form.questions)
    after = [form.questions[name] for name in names[names.index(question.name) + 1 :]]
    following = next((numbered[q.name] for q in after if q.name in numbered), END)
    found = {}
    for choice in question.choices:
        target = _next(form, question, choice.name, after, numbered)
        passed = (target or last) - (following or last)
        if passed > 1 or (passed and len(question.choices) <= _SHORT_LIST):
            found[choice.name] = target
    return found


def _next(
    form: Form, question: Question, option: str, after: list[Question], numbered: dict[str, int]
) -> int:
    """Walk on from an answer, past every question that it surely hides."""
    state = State(form, {question.name: option}, frozenset(), clock.local(clock.now()), "fr")
    known = {question.name}
    skipping = True
    for one in after:
        if skipping and one.type not in SILENT_TYPES:
            skipping = any(_is_surely_false(tree, known, state, one) for tree in one.relevant)
            if skipping:
                known.add(one.name)
        if not skipping and one.name in numbered:
            return numbered[one.name]
    return END


def _is_surely_false(tree: Tree, known: set[str], state: State, question: Question) -> bool:
    asked = references(tree)
    return bool(asked) and asked <= known and not logic.holds(tree, state, question)


def condition(form: Form, trees: list[Tree], lang: Lang) -> str:
    """Return when a question is to be answered, other questions named by their numbers; '' is always."""
    if not trees:
        return ""
    numbered = numbers(form)
    named = {
        name: replace(
            question,
            label={
                code: f"{_OPEN}{gettext(code, 'question %(number)s', number=numbered[name])}{_CLOSE}"
                for code in LANGUAGES
            },
        )
        if name in numbered
        else question
        for name, question in form.questions.items()
    }
    words = all_in_words(trees, replace(form, questions=named), lang)
    return gettext(lang, "Only if %(condition)s.", condition=_QUOTED.sub(r"\1", words))
