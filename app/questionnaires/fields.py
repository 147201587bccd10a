"""A question as a field of a page: what the templates need to know, in the reader's language."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.kit.errors import Problem
from app.kit.i18n import gettext
from app.kit.localized import Lang
from app.questionnaires import logic
from app.questionnaires.expressions import to_string
from app.questionnaires.file_fields import file_attributes
from app.questionnaires.kinds import is_searched, kind_of
from app.questionnaires.logic import State
from app.questionnaires.matrix import tables
from app.questionnaires.model import FILE_TYPES, REPEAT, Medium, Page, Question
from app.questionnaires.repeats import written_name
from app.questionnaires.said import said
from app.questionnaires.values import SCALE_LIMIT, SHOWN_SEPARATOR, longest, mark, range_steps, written

_SIDE_BY_SIDE = frozenset({"horizontal", "horizontal-compact", "likert", "columns", "compact"})


@dataclass(frozen=True)
class OptionView:
    """One option to choose."""

    value: str
    label: str
    hint: str = ""
    media: Sequence["MediumView"] = ()


@dataclass(frozen=True)
class MediumView:
    """An image, a sound or a film: its kind, its address and its words."""

    kind: str
    address: str
    words: str


@dataclass(frozen=True)
class FieldView:
    """One question ready to be shown. `kind` names the macro that shows it."""

    name: str
    kind: str
    label: str
    hint: str = ""
    guidance: str = ""
    error: str = ""
    optional: bool = False
    value: str = ""
    values: list[str] = field(default_factory=list)
    options: list[OptionView] = field(default_factory=list)
    max_choices: int | None = None
    longest: int | None = None
    rows: int = 0
    inline: bool = False
    media: Sequence[MediumView] = ()
    searched: bool = False
    """Whether the options are so many that one types to find them."""
    table: str = ""
    """Place in a table of questions with the same options: first, inside or last; '' outside of one."""
    attributes: dict[str, str] = field(default_factory=dict)


def field_views(
    page: Page,
    state: State,
    unfinished: Mapping[str, Any],
    order: Mapping[str, Collection[str]],
    *,
    problems: Collection[Problem] = (),
    typed: Mapping[str, list[str]] | None = None,
    files: str = "",
) -> list[FieldView]:
    """Return the fields of a page.

    `typed` is shown in the place of saved answers where the form was not saved. `files` is the address under
    which their author finds the files of this answer.
    """
    errors = {problem.field: problem.message.text(state.lang) for problem in problems}
    shown = logic.shown_questions(page, state)
    places = {
        question.name: "first" if question is run[0] else "last" if question is run[-1] else "inside"
        for run in tables(shown, titled=bool(page.label))
        for question in run
    }
    return [
        replace(
            _view(
                question,
                state,
                order.get(written_name(question.name), ()),
                errors.get(question.name, ""),
                _values(question, state, unfinished, typed),
            ),
            table=places.get(question.name, ""),
            attributes=_attributes(question, state, files),
        )
        for question in shown
    ]


def marks(page: Page, state: State, unfinished: Mapping[str, Any]) -> str:
    """Return a mark of what each field of a page holds as it is saved, for the form to give back."""
    return SHOWN_SEPARATOR.join(
        f"{question.name}:{mark(_values(question, state, unfinished, None), ordered=question.type == 'rank')}"
        for question in logic.shown_questions(page, state)
        if question.takes_answer
    )


def _view(
    question: Question, state: State, order: Collection[str], error: str, values: list[str]
) -> FieldView:
    lang = state.lang
    limit = question.extras.get("max")
    options = _options(question, state, order)
    if question.type == "rank":
        options, values = _ranked(options, values)
    return FieldView(
        name=question.name,
        kind=kind_of(question),
        label=logic.fill(question.label.get(lang, ""), state),
        hint=" ".join(
            filter(None, [logic.fill(question.hint.get(lang, ""), state), _what_to_type(question, lang)])
        ),
        guidance=logic.fill(question.guidance.get(lang, ""), state),
        error=error,
        optional=question.takes_answer and not logic.is_required(question, state),
        value=_shown_value(question, state, values),
        values=values,
        options=options,
        max_choices=int(limit) if limit and question.is_multiple else None,
        longest=longest(question) if question.type == "text" else None,
        rows=_rows(question),
        inline=any(word in _SIDE_BY_SIDE or word.startswith("columns-") for word in question.appearance),
        media=_media(question.media, lang),
        searched=is_searched(question),
    )


def _values(
    question: Question, state: State, unfinished: Mapping[str, Any], typed: Mapping[str, list[str]] | None
) -> list[str]:
    if typed is not None:
        return typed.get(question.name, [])
    if question.name in unfinished:
        return [str(unfinished[question.name])]
    answer = state.answers.get(question.name)
    if answer is None or question.type == REPEAT:
        return []
    if isinstance(answer, list):
        return answer
    return [to_string(float(answer)) if isinstance(answer, int | float) else written(question, str(answer))]


def _shown_value(question: Question, state: State, values: list[str]) -> str:
    if question.read_only:
        return said(question, state)
    return values[0] if values else ""


def _what_to_type(question: Question, lang: Lang) -> str:
    """Return what has to be said of a field that browsers show in many ways."""
    if question.read_only:
        return ""
    if question.type == "date" and question.appearance & {"year", "month-year"}:
        return gettext(
            lang, "For example: %(example)s.", example="2023" if "year" in question.appearance else "06/2023"
        )
    if question.type == "range" and kind_of(question) == "range":
        steps = range_steps(question)
        return gettext(lang, "A number from %(low)s to %(high)s.", low=steps[0], high=steps[-1])
    return ""


def _rows(question: Question) -> int:
    """Return the lines of a text field, 0 for a field of one line."""
    if question.type != "text" or "multiline" not in question.appearance:
        return 0
    given = question.parameters.get("rows", "")
    return min(max(int(given), 2), 20) if given.isdecimal() else 5


def _attributes(question: Question, state: State, files: str) -> dict[str, str]:
    if question.type in FILE_TYPES:
        return file_attributes(question, said(question, state), state.lang, files)
    if question.type == "range":
        return {
            "min": question.parameters["start"],
            "max": question.parameters["end"],
            "step": question.parameters["step"],
        }
    return {"inputmode": "numeric"} if question.type == "text" and "numbers" in question.appearance else {}


def _options(question: Question, state: State, order: Collection[str]) -> list[OptionView]:
    if question.type == "range" and len(range_steps(question)) > SCALE_LIMIT:
        return []
    if question.type == "range":
        return [OptionView(step, step) for step in range_steps(question)]
    return [
        OptionView(
            choice.name,
            logic.fill(choice.label.get(state.lang, choice.name), state),
            media=_media(choice.media, state.lang),
        )
        for choice in logic.offered(question, state, order)
    ]


def _media(media: Sequence[Medium], lang: Lang) -> list[MediumView]:
    return [
        MediumView(medium.kind, f"/media/{medium.files[lang]}", medium.words.get(lang, ""))
        for medium in media
        if lang in medium.files
    ]


def _ranked(options: list[OptionView], values: list[str]) -> tuple[list[OptionView], list[str]]:
    """Return the options of a ranking, those in order first, and the names that are still offered."""
    by_name = {option.value: option for option in options}
    ranked = [name for name in dict.fromkeys(values) if name in by_name]
    rest = [option for option in options if option.value not in ranked]
    return [*(by_name[name] for name in ranked), *rest], ranked
