"""Compile a workbook into the typed form that is put to people.

A workbook in which the lint finds no error always compiles. Nothing is dropped in silence: what has no
meaning here raises, and what is left aside on purpose (`vocabulary.IGNORED_…`) is a warning of the lint.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from app.kit.localized import Localized
from app.questionnaires.cells import (
    choice_lists,
    choices_of,
    in_languages,
    parameters_of,
    parse_cell,
    required_text,
)  # fmt: skip
from app.questionnaires.errors import WorkbookError
from app.questionnaires.expressions.grammar import parse
from app.questionnaires.media import media_of, noted
from app.questionnaires.model import (
    REPEAT,
    SILENT_TYPES,
    Choice,
    Form,
    Page,
    Question,
    Repeat,
    Tree,
)
from app.questionnaires.vocabulary import (
    BEGINS,
    ENDS,
    IGNORED_TYPES,
    OTHER,
    OTHER_QUESTION,
    OTHER_SUFFIX,
    PAGE_APPEARANCES,
    QUESTION_TYPES,
    YES,
    TypeCell,
    extras,
    is_computed,
    read_type,
)  # fmt: skip
from app.questionnaires.workbook import (
    SETTINGS,
    SURVEY,
    Row,
    Workbook,
    canonical,
    default_language,
    language_headers,
    localized,
)  # fmt: skip

_KEPT_BY_OTHER: Final = frozenset({"pii", "retention_days"})
MOST_ROUNDS: Final = 50
"""How many rounds a repeat can have where its `bx::max` does not say so."""
HEADING: Final = "heading"
"""Appearance of the note that stands for the title of a group inside a page."""


def compile_form(workbook: Workbook) -> Form:
    """Return the form of a workbook.

    Pages: a `field-list` (or `table-list`) group is one page, with everything inside it; any other question
    is a page of its own, named after it, and the notes directly before it, in the same group, are on its
    page. Notes that no question follows in their group are a page together, named after the first.

    `or_other` adds the choice `other` and a text question `<name>_other` on the same page. The relevance of
    groups is pushed down to their questions. A title of a group inside a page becomes a note whose appearance
    is `heading`; `table-list` of a group is handed to its questions.

    A repeat keeps its questions and pages to itself (`Form.repeats`). In its place in the form stands a
    question of type `repeat`, on a page of the same name, whose calculation is how many rounds there are.

    Raises:
        WorkbookError: a row cannot be put to people: its type is refused or not yet supported, its list is
            missing, a name is used twice, a group is not closed, an expression cannot be read.
    """
    book = canonical(workbook)
    builder = _Builder(book)
    for number, row in book.numbered(SURVEY):
        builder.add(number, row)
    return builder.form()


@dataclass(slots=True)
class _Group:
    """A group that is open: `page` collects its questions when it is shown at once."""

    name: str
    row: int
    label: Localized
    relevant: tuple[Tree, ...]
    appearance: frozenset[str]
    page: list[Question] | None = None
    repeat: Question | None = None
    """The question that stands for the repeat that this group is."""


@dataclass(slots=True)
class _Builder:
    book: Workbook
    questions: dict[str, Question] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=list)
    notes: list[Question] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    repeats: dict[str, Repeat] = field(default_factory=dict)
    around: tuple[dict[str, Question], list[Page]] | None = None
    """The questions and pages of the form while a repeat is open, which gathers its own."""
    lists: Mapping[str, tuple[Choice, ...]] = field(init=False)
    default: str = field(init=False)
    languages: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.lists = choice_lists(self.book)
        self.default = default_language(self.book)
        first = [self.default] if self.default else []
        self.languages = tuple(dict.fromkeys([*first, *language_headers(self.book)]))

    def add(self, number: int, row: Row) -> None:
        kind = read_type(row.get("type", ""))
        if kind.kind == "begin_repeat":
            self._begin_repeat(number, row)
        elif kind.kind in BEGINS:
            self._begin(number, row)
        elif kind.kind in ENDS:
            self._end(number, kind.kind)
        elif kind.kind in QUESTION_TYPES:
            question = self._question(number, row, kind)
            self._place([question, *self._companions(question)])
        elif kind.kind not in IGNORED_TYPES:
            reason = f"the type {row.get('type', '')!r} is not supported"
            raise WorkbookError(reason, sheet=SURVEY, row=number, column="type")

    def form(self) -> Form:
        if self.groups:
            group = self.groups[-1]
            raise WorkbookError(f"the group {group.name!r} is not closed", sheet=SURVEY, row=group.row)
        self._flush_notes()
        settings = self.book.settings
        if not settings.get("form_id"):
            raise WorkbookError("form_id is missing", sheet=SETTINGS, row=2, column="form_id")
        return Form(
            code=settings["form_id"],
            title=localized(settings, "form_title", self.default),
            languages=self.languages,
            pages=tuple(self.pages),
            questions=self.questions,
            extras=extras(settings),
            repeats=self.repeats,
        )

    def _begin_repeat(self, number: int, row: Row) -> None:
        self._flush_notes()
        if self.around is not None or self._open_page() is not None:
            where = "another repeat" if self.around is not None else "a group that is one page"
            reason = f"a repeat inside {where} is not supported"
            raise WorkbookError(reason, sheet=SURVEY, row=number, column="type")
        count = self._tree(number, row, "repeat_count")
        question = replace(self._question(number, row, TypeCell(REPEAT)), calculation=count)
        self.questions[question.name] = question
        page: list[Question] | None = [] if question.appearance & PAGE_APPEARANCES else None
        self.groups.append(
            _Group(
                question.name, number, question.label, question.relevant, question.appearance, page, question
            )
        )
        self.around = self.questions, self.pages
        self.questions, self.pages = {}, []

    def _end_repeat(self, question: Question) -> None:
        inner, pages = self.questions, self.pages
        if self.around is not None:
            self.questions, self.pages = self.around
        self.around = None
        limit = int(question.extras.get("max", MOST_ROUNDS))
        self.repeats[question.name] = Repeat(
            question.name, question.label, question.calculation is not None, limit, inner, tuple(pages)
        )
        self.pages.append(Page(question.name, (question,), section=self._section()))

    def _begin(self, number: int, row: Row) -> None:
        self._flush_notes()
        name = self._claim(number, row.get("name", ""))
        relevant = self._relevant(number, row)
        appearance = frozenset(row.get("appearance", "").split())
        group = _Group(name, number, localized(row, "label", self.default), relevant, appearance)
        page = self._open_page()
        self.groups.append(group)
        if page is None and appearance & PAGE_APPEARANCES:
            group.page = []
        elif page is not None and group.label:
            heading = Question(
                name, "note", group.label, relevant=relevant, appearance=frozenset({HEADING}), row=number
            )
            self._place([heading])

    def _end(self, number: int, kind: str) -> None:
        self._flush_notes()
        if not self.groups:
            raise WorkbookError("no group is open here", sheet=SURVEY, row=number, column="type")
        group = self.groups.pop()
        if (group.repeat is not None) != (kind == "end_repeat"):
            reason = f"{group.name!r} in row {group.row} is not what ends here"
            raise WorkbookError(reason, sheet=SURVEY, row=number, column="type")
        if group.page:
            name = group.name if group.repeat is None else group.page[0].name
            self.pages.append(Page(name, tuple(group.page), group.label, self._section()))
        if group.repeat is not None:
            self._end_repeat(group.repeat)

    def _place(self, questions: list[Question]) -> None:
        self.questions.update({question.name: question for question in questions})
        shown = [question for question in questions if question.type not in SILENT_TYPES]
        page = self._open_page()
        if page is not None:
            page.extend(shown)
        elif [question.type for question in shown] == ["note"]:
            self.notes.extend(shown)
        elif shown:
            self.pages.append(Page(shown[0].name, (*self.notes, *shown), section=self._section()))
            self.notes.clear()

    def _flush_notes(self) -> None:
        if self.notes:
            self.pages.append(Page(self.notes[0].name, tuple(self.notes), section=self._section()))
            self.notes.clear()

    def _open_page(self) -> list[Question] | None:
        return next((group.page for group in self.groups if group.page is not None), None)

    def _section(self) -> Localized:
        return next((group.label for group in reversed(self.groups) if group.label), {})

    def _claim(self, number: int, name: str) -> str:
        if not name:
            raise WorkbookError("the name is missing", sheet=SURVEY, row=number, column="name")
        if name in self.names:
            reason = f"the name {name!r} is already used in row {self.names[name]}"
            raise WorkbookError(reason, sheet=SURVEY, row=number, column="name")
        self.names[name] = number
        return name

    def _relevant(self, number: int, row: Row) -> tuple[Tree, ...]:
        above = self.groups[-1].relevant if self.groups else ()
        own = self._tree(number, row, "relevant")
        return above if own is None else (*above, own)

    def _tree(self, number: int, row: Row, column: str) -> Tree | None:
        text = required_text(row.get(column, "")) if column == "required" else row.get(column, "")
        return parse_cell(text, sheet=SURVEY, row=number, column=column) if text.strip() else None

    def _question(self, number: int, row: Row, kind: TypeCell) -> Question:
        inherited = {word for group in self.groups for word in group.appearance & {"table-list"}}
        default = row.get("default", "")
        return Question(
            name=self._claim(number, row.get("name", "")),
            type=kind.kind,
            label=localized(row, "label", self.default),
            hint=localized(row, "hint", self.default),
            guidance=localized(row, "guidance_hint", self.default),
            choices=choices_of(number, kind, self.lists, self.languages),
            list_name=kind.list_name,
            or_other=kind.or_other,
            relevant=self._relevant(number, row),
            required=self._tree(number, row, "required"),
            required_message=localized(row, "required_message", self.default),
            constraint=self._tree(number, row, "constraint"),
            constraint_message=localized(row, "constraint_message", self.default),
            calculation=self._tree(number, row, "calculation"),
            choice_filter=self._tree(number, row, "choice_filter"),
            default="" if is_computed(default) else default,
            computed_default=self._tree(number, row, "default") if is_computed(default) else None,
            read_only=row.get("read_only", "") in YES,
            appearance=frozenset(row.get("appearance", "").split()) | inherited,
            parameters=parameters_of(number, row, kind.kind),
            media=media_of(row, self.default, self.languages, noted(self.book)),
            extras=extras(row),
            row=number,
        )

    def _companions(self, question: Question) -> Iterable[Question]:
        if question.or_other:
            name = question.name + OTHER_SUFFIX
            selected = parse(f"selected(${{{question.name}}}, '{OTHER}')")
            yield Question(
                name=self._claim(question.row, name),
                type="text",
                label=in_languages(OTHER_QUESTION, self.languages),
                relevant=(*question.relevant, selected),
                extras={key: cell for key, cell in question.extras.items() if key in _KEPT_BY_OTHER},
                row=question.row,
            )
