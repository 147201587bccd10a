"""The questions of a sheet as they are typed in, with the numbers that stand beside their boxes."""

from dataclasses import dataclass

from app.kit.localized import Lang
from app.questionnaires.logic import fill_plain
from app.questionnaires.model import Choice, Form, Question
from app.questionnaires.paper.numbering import numbers, option_names, paper_questions

_KINDS = {
    "select_one": "one",
    "acknowledge": "one",
    "select_multiple": "many",
    "rank": "rank",
    "range": "scale",
}


@dataclass(frozen=True)
class TypedField:
    """A question as it is typed: its number on the sheet, and what stands beside each of its boxes."""

    name: str
    number: int
    label: str
    kind: str
    """`one`, `many` or `rank` for numbers of options; `scale`; `long` for several lines of text; `short`."""
    options: tuple[tuple[int, str], ...]
    section: str = ""
    """The name of the page, at the first question of each."""


def typed_fields(form: Form, lang: Lang) -> list[TypedField]:
    """Return the fields of a sheet in the language in which it is printed."""
    numbered = numbers(form)
    on_paper = paper_questions(form)
    found = []
    for one in form.pages:
        section = fill_plain(one.label.get(lang, "") or one.section.get(lang, ""))
        for question in one.questions:
            if question.name in on_paper:
                found.append(typed_field(question, numbered[question.name], lang, section))
                section = ""
    return found


def typed_field(question: Question, number: int, lang: Lang, section: str = "") -> TypedField:
    """Return one question as it is typed in."""
    long = "long" if "multiline" in question.appearance else "short"
    labels = {choice.name: _label(choice, lang) for choice in question.choices}
    names = option_names(question)
    return TypedField(
        question.name,
        number,
        fill_plain(question.label.get(lang, "")),
        _KINDS.get(question.type, long),
        tuple((n, labels.get(name, name)) for n, name in enumerate(names, 1)),
        section,
    )


def _label(choice: Choice, lang: Lang) -> str:
    """Return the words of an option; those of its image where it is an image alone."""
    words = (medium.words.get(lang, "") for medium in choice.media)
    return next(filter(None, (fill_plain(choice.label.get(lang, "")), *words)), choice.name)
