"""Writing one question on the screen: its words in both languages, its options, its condition, its limits.

A form is posted to be saved, or to be drawn again: whatever a button adds, moves or takes away, all that was
typed is still there, and nothing is kept before *Save* is pressed.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.db import ReadSession, WriteSession
from app.kit.errors import ConflictError, InvalidError, NotFoundError, Problem
from app.kit.forms import PostedForm, see_other
from app.kit.pages import page
from app.questionnaires.change_copy import change_copy
from app.questionnaires.editing.draft import USUAL_STEPS, Draft, Option, options_of, read_draft
from app.questionnaires.editing.kinds import GROUPS, KINDS
from app.questionnaires.editing.rows import Node, find, place_in
from app.questionnaires.editing.save import add_question, change_question
from app.questionnaires.model import SELECT_TYPES
from app.questionnaires.workbook import Workbook
from app.questionnaires.working_copy import CopyView, revision_of, the_copy
from app.staff.editor import attempt, seen_revision
from app.staff.editor_form import complete, read_form
from app.staff.editor_press import press
from app.staff.editor_view import question_data
from app.staff.editor_words import kinds
from app.staff.guard import Member, require

router = APIRouter(prefix="/staff/questionnaires")

Manager = Annotated[Member, Depends(require("manage_consultations"))]

BLANK_OPTIONS = 3


@dataclass(frozen=True)
class Desk:
    """One question on the table: where it is kept or will be, and what its form began with."""

    copy: CopyView
    node: Node | None
    before: Draft
    index: int
    """Its place in the survey sheet."""
    place: str = ""
    """Where a new one goes: `after:name`, `inside:name`, or '' for the end."""

    @property
    def address(self) -> str:
        """The address of its form."""
        start = f"/staff/questionnaires/{self.copy.code}/edit"
        if self.node:
            return f"{start}/questions/{self.node.name}"
        written = (self.before.kind, self.before.appearance)
        kind = next((group for group, row in GROUPS.items() if row == written), self.before.kind)
        return f"{start}/add/{kind}"


@router.get("/{code}/edit/add", name="staff.choose_type")
def choose(
    *, request: Request, session: ReadSession, member: Manager, code: str, place: str = ""
) -> HTMLResponse:
    """Show the types that a new question can have."""
    copy = the_copy(session, code)
    lang = member.language
    return page(
        request, "staff/editor/add.html", lang, user=member, copy=copy, kinds=kinds(lang),
        groups=kinds(lang, groups=True), place=place,
    )  # fmt: skip


@router.get("/{code}/edit/add/{kind}", name="staff.new_question")
def blank(
    *, request: Request, session: ReadSession, member: Manager, code: str, kind: str, place: str = ""
) -> HTMLResponse:
    """Show the empty form of a new question."""
    desk = _new(the_copy(session, code), kind, place)
    draft = desk.before
    if draft.has_options:
        draft = replace(draft, options=(Option(),) * BLANK_OPTIONS)
    return _form_page(request, member, desk, draft)


@router.post("/{code}/edit/add/{kind}/redraw", name="staff.redraw_new_question")
def redraw_blank(
    *, request: Request, session: ReadSession, member: Manager, code: str, kind: str, form: PostedForm
) -> HTMLResponse:
    """Draw the form of a new question again, after one of its buttons. Nothing is saved."""
    desk = _new(the_copy(session, code), kind, form.text("place"))
    return _redrawn(request, member, desk, form)


@router.post("/{code}/edit/add/{kind}", name="staff.add_question")
def add(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Manager, code: str, kind: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Save a new question."""
    desk = _new(the_copy(reader, code), kind, form.text("place"))
    return _saved(request, session, member, desk, form)


@router.get("/{code}/edit/questions/{name}", name="staff.edit_question")
def edit(*, request: Request, session: ReadSession, member: Manager, code: str, name: str) -> HTMLResponse:
    """Show the form of a question, or of a group."""
    desk = _there(the_copy(session, code), name)
    return _form_page(request, member, desk, desk.before)


@router.post("/{code}/edit/questions/{name}/redraw", name="staff.redraw_question")
def redraw(
    *, request: Request, session: ReadSession, member: Manager, code: str, name: str, form: PostedForm
) -> HTMLResponse:
    """Draw the form of a question again, after one of its buttons. Nothing is saved."""
    return _redrawn(request, member, _there(the_copy(session, code), name), form)


@router.post("/{code}/edit/questions/{name}", name="staff.change_question")
def change(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Manager, code: str, name: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Save a question."""
    copy = the_copy(reader, code)
    desk = _there(copy, name)
    seen = seen_revision(form)
    if seen != copy.revision and _is_same(revision_of(reader, code, seen), desk):
        # Somebody changed another question: that is no conflict, and both changes stand.
        seen = copy.revision
    return _saved(request, session, member, desk, form, seen=seen)


def _is_same(earlier: Workbook | None, desk: Desk) -> bool:
    """Say whether a question is as it was in an earlier revision."""
    node = find(earlier, desk.before.name) if earlier else None
    return earlier is not None and node is not None and read_draft(earlier, node) == desk.before


def _new(copy: CopyView, kind: str, place: str) -> Desk:
    if kind not in {*KINDS, *GROUPS}:
        raise NotFoundError("There is nothing at this address.")
    row_type, appearance = GROUPS.get(kind, (kind, ""))
    before = Draft(
        kind=row_type,
        appearance=appearance,
        steps=USUAL_STEPS if kind == "range" else {},
    )
    word, _, name = place.partition(":")
    node = find(copy.workbook, name) if name else None
    if word == "after" and node:
        index = node.end
    else:
        index = place_in(copy.workbook, node if node and node.is_group else None)
    return Desk(copy, None, before, index, place)


def _there(copy: CopyView, name: str) -> Desk:
    node = find(copy.workbook, name)
    if node is None:
        raise NotFoundError("This question is not there any more.")
    return Desk(copy, node, read_draft(copy.workbook, node), node.index)


def _redrawn(request: Request, member: Member, desk: Desk, form: PostedForm) -> HTMLResponse:
    workbook = desk.copy.workbook
    draft = read_form(form, workbook, desk.before)
    if draft.kind in SELECT_TYPES and not draft.options and not draft.list_name:
        draft = replace(draft, options=options_of(workbook, draft.list_name) or (Option(),) * BLANK_OPTIONS)
    if draft.kind == "range" and not any(draft.steps.values()):
        draft = replace(draft, steps=USUAL_STEPS)
    go = form.text("go")
    draft, problems = press(go, draft, workbook)
    return _form_page(
        request, member, desk, draft, problems, seen=seen_revision(form), status=422 if problems else 200,
        opened="limits" if go.startswith("constraint:") else "",
    )  # fmt: skip


def _saved(
    request: Request,
    session: Session,
    member: Member,
    desk: Desk,
    form: PostedForm,
    *,
    seen: int | None = None,
) -> Response:
    copy = desk.copy
    seen = seen_revision(form) if seen is None else seen
    draft = complete(read_form(form, copy.workbook, desk.before), copy.workbook, desk.before)
    try:
        if desk.node:
            workbook = change_question(copy.workbook, desk.node, draft)
        else:
            workbook = add_question(copy.workbook, draft, desk.index)
    except InvalidError as error:
        return _form_page(request, member, desk, draft, error.problems, seen=seen, status=error.status)
    if desk.node and workbook == copy.workbook:
        return _onwards(form, copy, draft.name)
    verb = "change" if desk.node else "add"
    refused = attempt(
        session,
        lambda: change_copy(
            session, copy.code, workbook, seen=seen, author_id=member.id, verb=verb, subject=draft.name
        ),
    )
    if isinstance(refused, ConflictError):
        # What was typed stays; saving again writes it over what is there now, which has been shown.
        said = [Problem("", refused.message)]
        return _form_page(
            request, member, desk, draft, said, seen=copy.revision, status=refused.status, conflict=True
        )
    return _onwards(form, copy, draft.name)


def _onwards(form: PostedForm, copy: CopyView, name: str) -> Response:
    start = f"/staff/questionnaires/{copy.code}/edit"
    return see_other(f"{start}/add?place=after:{name}" if form.text("go") == "next" else f"{start}#q-{name}")


def _form_page(
    request: Request, member: Member, desk: Desk, draft: Draft, problems: list[Problem] | None = None, *,
    seen: int | None = None, status: int = 200, conflict: bool = False, opened: str = "",
) -> HTMLResponse:  # fmt: skip
    data = question_data(
        desk.copy.workbook, draft, index=desk.index, node=desk.node, lang=member.language,
        problems=problems or [],
    )  # fmt: skip
    return page(
        request, "staff/editor/question.html", member.language, status=status, user=member, copy=desk.copy,
        desk=desk, seen=desk.copy.revision if seen is None else seen, conflict=conflict,
        opened=opened, **data,
    )  # fmt: skip
