"""The columns of an export: the union of the versions, under names and in an order that never change.

A later version adds columns and never renames, moves or renumbers one that an earlier version had, so that
what was written for last month's file also reads this month's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from app.kit.i18n import gettext
from app.kit.localized import LANGUAGES, Localized
from app.kit.orders import merged
from app.questionnaires.expressions import references
from app.questionnaires.identity import Identity
from app.questionnaires.model import FILE_TYPES, Form, Question
from app.questionnaires.shapes import shape_of

Kind = Literal["whole", "decimal", "day", "text", "one", "pick", "rank"]
"""`one` holds the code of an option; `pick` holds 1 or 0 and `rank` a position, for one option each."""

NUMBER, VERSION, LANGUAGE, CHANNEL, DAY = "_number", "_version", "_language", "_channel", "_submitted_on"
ABOUT: Final = (NUMBER, VERSION, LANGUAGE, CHANNEL, DAY)
"""The first columns, in this order: what is known of a response besides its answers."""
ROUND = "_round"
ABOUT_ROUND: Final = (NUMBER, ROUND)
"""The first columns of the table of a repeat: whose answer a round belongs to, and its place, from 1."""

OPEN_TYPES: Final = frozenset({"text"}) | FILE_TYPES
"""Types that hold words of the respondent, or the name of a file of theirs."""
_KINDS: Final[Mapping[str, Kind]] = {"day": "day", "one": "one", "many": "pick", "rank": "rank"}

Key = tuple[str, str]
"""Name and shape of a question: one that changes its shape is another question."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the questionnaire that answers were given to."""

    id: int
    number: int
    form: Form
    identity: Identity = field(default_factory=Identity)
    """The first names of what this version calls otherwise: columns bear those."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option; `number` stands for its name where a file wants numbers, and never changes either."""

    name: str
    number: int
    label: Localized


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `label` is the question as the newest version words it. `options` are all that a single choice ever had.
    """

    name: str
    question: str
    """First name of the question, '' for what is known besides the answers."""
    kind: Kind
    label: Localized
    versions: tuple[int, ...]
    """Numbers of the versions that ask the question, and for one option, that offer it."""
    option: Option | None = None
    """The option of a `pick` or a `rank`."""
    options: tuple[Option, ...] = ()
    is_open: bool = False
    """Whether it holds words of the respondent, or what the questionnaire marks as personal."""


def plan(versions: Iterable[Version], *, open_answers: bool, repeat: str = "") -> tuple[Column, ...]:
    """Return the columns of an export, what is known of each response first, then the questions.

    Without `open_answers`, columns that hold words of the respondents are left out. Of a repeat there is one
    column, the number of its rounds; with `repeat`, the columns are those of the table of its rounds.
    """
    ordered = sorted(versions, key=lambda version: version.number)
    asked = [{_key(question): question for question in _first_named(version, repeat)} for version in ordered]
    private = [set(map(v.identity.of_question, _open_names(v.form))) for v in ordered]
    numbers = [version.number for version in ordered]
    first_shape: dict[str, str] = {}
    for questions in asked:
        for name, shape in questions:
            first_shape.setdefault(name, shape)
    columns = _about(numbers, [language for v in ordered for language in v.form.languages])
    if repeat:
        columns = [columns[0], Column(ROUND, "", "whole", _("Place in the list"), tuple(numbers))]
    for key in merged([list(questions) for questions in asked]):
        name, shape = key
        has = {n: questions[key] for n, questions in zip(numbers, asked, strict=True) if key in questions}
        is_open = any(name in names for n, names in zip(numbers, private, strict=True) if n in has)
        if is_open and not open_answers:
            continue
        base = name if first_shape[name] == shape else f"{name}@{min(has)}"
        columns += _of_question(base, shape, has, is_open=is_open)
    return tuple(columns)


def _first_named(version: Version, repeat: str) -> Iterable[Question]:
    """Give the questions of a version, or of a repeat in it, under the names that they had first."""
    questions: Mapping[str, Question] = version.form.questions
    if repeat:
        questions = version.form.repeats[repeat].questions if repeat in version.form.repeats else {}
    return (version.identity.as_first_named(q) for q in questions.values() if q.type != "note")


def _key(question: Question) -> Key:
    return question.name, shape_of(question)


def _open_names(form: Form) -> set[str]:
    """Return the questions that hold words of the respondent: texts, and calculations that read them."""
    found: set[str] = set()
    for question in form.every_question:
        reads = references(question.calculation) if question.calculation is not None else frozenset()
        if question.type in OPEN_TYPES or question.extras.get("pii") == "yes" or reads & found:
            found.add(question.name)
    # A calculation may stand before what it reads: once more until nothing is added.
    size = -1
    while size != len(found):
        size = len(found)
        found |= {
            q.name
            for q in form.every_question
            if q.calculation is not None and references(q.calculation) & found
        }
    return found


def _of_question(base: str, shape: str, has: Mapping[int, Question], *, is_open: bool) -> list[Column]:
    """Return the columns of one question; `has` gives it as each version asks it, by number, ascending."""
    newest = has[max(has)]
    name, asked_in = newest.name, tuple(has)
    options = _options(has)
    if shape in {"many", "rank"}:
        return [
            Column(
                f"{base}/{option.name}", name, _KINDS[shape], newest.label,
                tuple(n for n, q in has.items() if any(c.name == option.name for c in q.choices)),
                option=option, is_open=is_open,
            )
            for option in options
        ]  # fmt: skip
    if shape == "rounds":
        return [Column(f"{base}_count", name, "whole", newest.label, asked_in)]
    kind: Kind = _KINDS.get(shape, "text")
    if shape == "number":
        kind = "whole" if all(_is_whole(question) for question in has.values()) else "decimal"
    return [Column(base, name, kind, newest.label, asked_in, options=options, is_open=is_open)]


def _options(has: Mapping[int, Question]) -> tuple[Option, ...]:
    """Return every option that a question ever had, in a stable order, with the words of the newest version.

    They are numbered in the order in which they appeared, version by version.
    """
    lists = [
        {choice.name: choice.label for choice in question.choices}
        or ({"OK": question.label} if question.type == "acknowledge" else {})
        for question in has.values()
    ]
    labels = {name: label for names in lists for name, label in names.items()}
    numbers = {name: number for number, name in enumerate(labels, 1)}
    return tuple(
        Option(name, numbers[name], labels[name]) for name in merged([list(names) for names in lists])
    )


def _is_whole(question: Question) -> bool:
    if question.type == "range":
        return all(float(question.parameters[name]).is_integer() for name in ("start", "step"))
    return question.type == "integer"


def _about(numbers: Sequence[int], languages: Sequence[str]) -> list[Column]:
    names = {"fr": _("French"), "nl": _("Dutch")}
    codes = list(dict.fromkeys([*LANGUAGES, *languages]))
    spoken = [Option(code, n, names.get(code, {})) for n, code in enumerate(codes, 1)]
    channels = {"web": _("on the web"), "paper": _("on paper"), "assisted": _("with somebody’s help")}
    ways = [Option(code, n, label) for n, (code, label) in enumerate(channels.items(), 1)]
    everywhere = tuple(numbers)
    return [
        Column(NUMBER, "", "whole", _("Number in this file"), everywhere),
        Column(VERSION, "", "whole", _("Version of the questionnaire"), everywhere),
        Column(LANGUAGE, "", "one", _("Language of the answer"), everywhere, options=tuple(spoken)),
        Column(CHANNEL, "", "one", _("Way of answering"), everywhere, options=tuple(ways)),
        Column(DAY, "", "day", _("Day of sending"), everywhere),
    ]


def _(message: str) -> Localized:
    """Return one of our own words in every language: a file speaks the language chosen for it."""
    return {lang: gettext(lang, message) for lang in LANGUAGES}
