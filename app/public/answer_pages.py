"""What the pages of an answer show besides their fields."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.consultations.counting import state_at_sending
from app.consultations.models import Draft, Response
from app.consultations.send import receipt_code
from app.kit.errors import Problem
from app.kit.localized import Lang, other_language
from app.kit.qr import qr_svg
from app.public import answer_rounds
from app.public.draft_cookie import token_of
from app.public.files import files_at
from app.questionnaires import logic
from app.questionnaires.logic import State
from app.questionnaires.model import FILE_TYPES, REPEAT, Form, Page, Question
from app.questionnaires.repeats import round_of
from app.questionnaires.said import said
from app.questionnaires.values import SHOWN_SEPARATOR
from app.settings import get_settings

__all__ = [
    "mine_link",
    "page_data",
    "qr_svg",
    "receipt_code",
    "resume_link",
    "sections",
    "sent_sections",
    "set_aside",
    "summary",
    "token_of",
]


@dataclass(frozen=True)
class ErrorView:
    """One line of the error summary."""

    field_id: str
    message: str


@dataclass(frozen=True)
class RowView:
    """One answer, to check or to read again."""

    label: str
    value: str | list[str]
    change_url: str = ""
    lang: str = ""
    unfinished: bool = False
    address: str = ""
    """Where the file is that was sent as an answer."""
    ordered: bool = False
    """Whether the order of a list means something."""


@dataclass(frozen=True)
class SectionView:
    """The answers of one page, or of pages in a row under one heading."""

    label: str
    rows: list[RowView]


def summary(problems: Collection[Problem], lang: Lang) -> list[ErrorView]:
    """Return the lines of the error summary."""
    return [ErrorView(problem.field, problem.message.text(lang)) for problem in problems]


def page_data(draft: Draft, shown: Page, state: State) -> dict[str, Any]:
    """Return what a page of a draft shows around its fields."""
    pages = logic.open_pages(state)
    names = [question.name for question in logic.shown_questions(shown, state) if question.takes_answer]
    return {
        "number": next(position for position, page in enumerate(pages, start=1) if page.name == shown.name),
        "pages": len(pages) if logic.length_is_known(state, shown.name) else 0,
        "is_first": pages[0].name == shown.name,
        "page_label": logic.fill(shown.label.get(state.lang, ""), state),
        "names": SHOWN_SEPARATOR.join(names),
        "draft_token": token_of(draft.id),
        "other": other_language(state.lang),
        **answer_rounds.page_data(draft, shown, state),
        "assisted": draft.channel == "assisted",
    }


def sections(
    state: State, unfinished: Mapping[str, Any], prefix: str, *, files: str = ""
) -> list[SectionView]:
    """Return every answer of a draft by page, each with a link to change it; `files` leads to its files."""
    found: list[SectionView] = []
    for page in answer_rounds.lists_first(logic.open_pages(state), state.form):
        questions = [q for q in logic.shown_questions(page, state) if q.takes_answer or q.type == REPEAT]
        rows = [
            RowView(
                label=logic.fill(q.label.get(state.lang, ""), state),
                value=str(unfinished[q.name]) if q.name in unfinished else _value(q, state),
                change_url="" if q.read_only else f"{prefix}/{page.name}?to=check#{q.name}",
                unfinished=q.name in unfinished,
                ordered=q.type == "rank",
                address=f"{files}/{state.answers[q.name]}"
                if files and q.type in FILE_TYPES and state.answers.get(q.name)
                else "",
            )
            for q in questions
        ]
        if rows:
            heading = page.section if round_of(page.name) else page.label or page.section
            label = logic.fill(heading.get(state.lang, ""), state)
            if found and label and found[-1].label == label:
                found[-1].rows.extend(rows)
            else:
                found.append(SectionView(label, rows))
    return found


def set_aside(draft: Draft, state: State, prefix: str) -> list[RowView]:
    """Return what was typed on another device or in another tab and gave way, with a link to each field."""
    found = []
    for page in logic.open_pages(state):
        for question in logic.shown_questions(page, state):
            labels = {choice.name: choice.label.get(state.lang, choice.name) for choice in question.choices}
            for values in draft.others.get(question.name, []):
                read = [labels.get(value, value) for value in values]
                found.append(
                    RowView(
                        label=logic.fill(question.label.get(state.lang, ""), state),
                        value=read if len(read) > 1 else read[0],
                        change_url=f"{prefix}/{page.name}?to=check#{question.name}",
                    )
                )
    return found


def sent_sections(form: Form, response: Response, lang: Lang) -> list[SectionView]:
    """Return every answer of a sent response by page, in the reader's language."""
    state = state_at_sending(form, response.answers, response.submitted_on, lang)
    return [
        SectionView(section.label, [replace(row, change_url="") for row in section.rows])
        for section in sections(state, {}, "", files=files_at(lang, response.id))
    ]


def _value(question: Question, state: State) -> str | list[str]:
    """Return an answer as it is read: a list where several were chosen."""
    answer = state.answers.get(question.name)
    if isinstance(answer, list) and question.is_multiple:
        labels = {choice.name: choice.label.get(state.lang, choice.name) for choice in question.choices}
        return [labels.get(name, name) for name in answer]
    return said(question, state)


def resume_link(lang: Lang, code: str, draft_id: UUID) -> str:
    """Return the whole address by which the author of a draft comes back."""
    return f"{get_settings().base_url}/{lang}/c/{code}/resume/{token_of(draft_id)}"


def mine_link(lang: Lang, response_id: UUID) -> str:
    """Return the whole address that opens the page of a sent answer, its code filled in."""
    return f"{get_settings().base_url}/{lang}/my-answer/{receipt_code(response_id)}"
