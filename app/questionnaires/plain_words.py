"""Conditions as a reader says them, for whoever checks a questionnaire without knowing XLSForm."""

from dataclasses import dataclass
from itertools import takewhile

from app.kit.errors import Message
from app.kit.i18n import gettext
from app.kit.localized import Lang
from app.questionnaires.expressions import render
from app.questionnaires.logic import fill_plain
from app.questionnaires.model import Form, Page, Question, Tree

_LONGEST = 80
"""Characters of a question that are shown in a condition."""
_COMPARED = {
    ">": Message("“%(question)s” is more than %(answers)s"),
    ">=": Message("“%(question)s” is at least %(answers)s"),
    "<": Message("“%(question)s” is less than %(answers)s"),
    "<=": Message("“%(question)s” is at most %(answers)s"),
}
_COUNTED = {
    ">": Message("more than %(answers)s answers are chosen in “%(question)s”"),
    ">=": Message("at least %(answers)s answers are chosen in “%(question)s”"),
    "<": Message("fewer than %(answers)s answers are chosen in “%(question)s”"),
    "<=": Message("at most %(answers)s answers are chosen in “%(question)s”"),
    "=": Message("exactly %(answers)s answers are chosen in “%(question)s”"),
}
_ROUNDS = {
    ">": Message("more than %(answers)s were added in “%(question)s”"),
    ">=": Message("at least %(answers)s were added in “%(question)s”"),
    "<": Message("fewer than %(answers)s were added in “%(question)s”"),
    "<=": Message("at most %(answers)s were added in “%(question)s”"),
    "=": Message("exactly %(answers)s were added in “%(question)s”"),
}


@dataclass(frozen=True)
class Conditions:
    """When a page is shown, and when single questions on it are, in plain words; '' and nothing is always."""

    page: str = ""
    questions: tuple[tuple[str, str], ...] = ()
    """The label of a question, and the condition that it has beyond that of its page."""


def conditions_of(page: Page, form: Form, lang: Lang) -> Conditions:
    """Return the conditions of a page and of its questions."""
    level = zip(*(question.relevant for question in page.questions), strict=False)
    shared = [trees[0] for trees in takewhile(lambda trees: all(tree == trees[0] for tree in trees), level)]
    own = [(question, list(question.relevant[len(shared) :])) for question in page.questions]
    return Conditions(
        page=all_in_words(shared, form, lang),
        questions=tuple(
            (_label(form, question.name, lang), all_in_words(trees, form, lang))
            for question, trees in own
            if trees
        ),
    )


def all_in_words(trees: list[Tree], form: Form, lang: Lang) -> str:
    """Return several conditions that must all hold as one text; '' where there is none."""
    if not trees:
        return ""
    joined = trees[0]
    for tree in trees[1:]:
        joined = ["and", joined, tree]
    return in_words(joined, form, lang)


def in_words(tree: Tree, form: Form, lang: Lang) -> str:
    """Return a condition in plain words, with the labels of its questions and options.

    What has no words of its own is shown as the formula that its author wrote.
    """
    match tree:
        case ["and", left, right]:
            parts = [
                f"({said})" if part[0] == "or" and not _same_question(part) else said
                for part in (left, right)
                for said in [in_words(part, form, lang)]
            ]
            return gettext(lang, "%(one)s, and %(other)s", one=parts[0], other=parts[1])
        case ["or", left, right]:
            if found := _same_question(tree):
                name, values = found
                named = [_option(form.question(name), value, lang) for value in values]
                choice = gettext(lang, "%(one)s or %(other)s", one=", ".join(named[:-1]), other=named[-1])
                return gettext(lang, "“%(question)s” is %(answers)s", question=_label(form, name, lang),
                               answers=choice)  # fmt: skip
            one, other = in_words(left, form, lang), in_words(right, form, lang)
            return gettext(lang, "%(one)s, or %(other)s", one=one, other=other)
        case ["call", "not", inner]:
            return gettext(lang, "it is not so that %(condition)s", condition=in_words(inner, form, lang))
    simple = _simple(tree, form, lang)
    return simple or gettext(lang, "this formula is true: %(formula)s", formula=render(tree))


def _simple(tree: Tree, form: Form, lang: Lang) -> str:
    """Return the words of a condition on one question, or ''."""
    value: str | float = ""
    match tree:
        case ["=", ["ref", name], ["str", ""]]:
            message = Message("“%(question)s” has no answer")
        case ["!=", ["ref", name], ["str", ""]]:
            message = Message("“%(question)s” has an answer")
        case ["=", ["ref", name], ["str" | "num", value]]:
            message = Message("“%(question)s” is %(answers)s")
        case ["!=", ["ref", name], ["str" | "num", value]]:
            message = Message("“%(question)s” is not %(answers)s")
        case ["call", "selected", ["ref", name], ["str", value]]:
            message = Message("%(answers)s is chosen in “%(question)s”")
        case [sign, ["ref", name], ["num", value]] if sign in _COMPARED:
            message = _COMPARED[sign]
        case [sign, ["call", "count-selected", ["ref", name]], ["num", value]] if sign in _COUNTED:
            message = _COUNTED[sign]
        case [sign, ["call", "count", ["ref", name]], ["num", value]] if (
            sign in _ROUNDS and name in form.repeats
        ):
            message = _ROUNDS[sign]
        case _:
            return ""
    answer = _option(form.question(name), value, lang)
    return gettext(lang, message.id, question=_label(form, name, lang), answers=answer)


def _same_question(tree: Tree) -> tuple[str, list[str]] | None:
    """Return the question and the values of `${x} = 'a' or ${x} = 'b' …`, or None."""
    match tree:
        case ["=", ["ref", name], ["str", value]] if value:
            return name, [value]
        case ["or", left, right]:
            one, other = _same_question(left), _same_question(right)
            if one and other and one[0] == other[0]:
                return one[0], [*one[1], *other[1]]
    return None


def _label(form: Form, name: str, lang: Lang) -> str:
    question = form.question(name)
    return _short(fill_plain(question.label.get(lang, ""))) if question and question.label else name


def _short(text: str) -> str:
    """Return the beginning of a long text, cut between two words."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rpartition(' ')[0]} …"


def _option(question: Question | None, value: str | float, lang: Lang) -> str:
    """Return an option in quotation marks by its label, anything else as it is."""
    if isinstance(value, float):
        return f"{value:g}"
    choices = question.choices if question else ()
    label = next((choice.label.get(lang, value) for choice in choices if choice.name == value), value)
    return gettext(lang, "“%(answer)s”", answer=_short(fill_plain(label)))
