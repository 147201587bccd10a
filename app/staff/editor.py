"""Changing a questionnaire on the screen: begin, see its structure, move, copy and delete, publish.

Everything happens in a working copy that the team shares. Each form says which revision it was shown at.
"""

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit.errors import ConflictError, InvalidError, Message, NotFoundError, Problem
from app.kit.forms import FieldReader, Posted, PostedForm, see_other
from app.kit.pages import page
from app.questionnaires.ballots import ballots_of
from app.questionnaires.change_copy import (
    PublishedMeanwhileError,
    change_copy,
    discard_copy,
    publish_copy,
    undo,
)
from app.questionnaires.editing.arrange import DeletionProblem, arrange
from app.questionnaires.editing.kinds import appearance_of
from app.questionnaires.editing.outline import Item, loose_form, outline
from app.questionnaires.editing.rows import Node, all_nodes
from app.questionnaires.errors import QuestionnaireError
from app.questionnaires.review import newest_titles
from app.questionnaires.start_copy import start_copy, start_new
from app.questionnaires.working_copy import CopyView, copy_view, findings_of, the_copy
from app.staff.editor_view import ShownError, group_label, question_label, shown_errors
from app.staff.editor_words import Choosable, kind_word
from app.staff.finding_lines import finding_lines
from app.staff.guard import Member, require

router = APIRouter(prefix="/staff/questionnaires")

Manager = Annotated[Member, Depends(require("manage_consultations"))]
Publisher = Annotated[Member, Depends(require("publish"))]

LONGEST_CODE = 60
LONGEST_TITLE = 200
LONGEST_NUMBER = 10


@router.get("/new", name="staff.new_questionnaire")
def new(request: Request, session: ReadSession, member: Manager) -> HTMLResponse:
    """Show the form for a new questionnaire."""
    return _new_page(request, session, member, Posted({}))


@router.post("/new", name="staff.create_questionnaire")
def create(
    request: Request, session: WriteSession, reader: ReadSession, member: Manager, form: PostedForm
) -> Response:
    """Begin a new questionnaire, empty or from another one."""
    fields = FieldReader(form)
    code = fields.text("code", longest=LONGEST_CODE, required="Give it a short code, such as habitants-2026.")
    if code and not (code.isascii() and code.replace("-", "").replace("_", "").isalnum()):
        fields.problem("code", "Use letters without accents, digits, - and _ only. No spaces.")
    title = fields.bilingual("title", longest=LONGEST_TITLE, required="Write the title in both languages.")
    source = fields.choice("source", list(newest_titles(reader)))
    try:
        fields.check()
        start_new(session, code.lower(), title, source, member.id)
    except InvalidError as error:
        return _new_page(request, reader, member, form, error.problems)
    record(session, member.id, "start_editing", f"questionnaire:{code.lower()}")
    return see_other(f"/staff/questionnaires/{code.lower()}/edit")


@router.get("/{code}/edit", name="staff.edit_questionnaire")
def structure(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show the structure of a working copy, or the button that begins one."""
    copy = copy_view(session, code)
    if copy is None:
        titles = newest_titles(session)
        if code not in titles:
            raise NotFoundError("There is nothing at this address.")
        return page(
            request, "staff/editor/start.html", member.language, user=member, code=code, title=titles[code],
        )  # fmt: skip
    return _structure_page(request, session, member, copy)


@router.post("/{code}/edit/start", name="staff.start_editing")
def start(session: WriteSession, member: Manager, code: str) -> Response:
    """Begin to change the newest version."""
    start_copy(session, code, member.id)
    record(session, member.id, "start_editing", f"questionnaire:{code}")
    return see_other(f"/staff/questionnaires/{code}/edit")


@router.post("/{code}/edit", name="staff.arrange_questionnaire")
def rearrange(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Manager, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Move, copy, delete, or undo: what the button says, to the question that it names."""
    go, _, name = form.text("go").partition(":")
    copy = the_copy(reader, code)
    seen = seen_revision(form)
    place = ""

    def act() -> None:
        nonlocal place
        if go == "undo":
            undo(session, code, seen=seen, author_id=member.id)
            return
        workbook, subject = arrange(copy.workbook, go, name, form.text(f"to:{name}"))
        change_copy(session, code, workbook, seen=seen, author_id=member.id, verb=go, subject=subject)
        place = "" if go == "delete" else f"#q-{subject}"

    refused = attempt(session, act)
    if refused is not None:
        return _refusal(request, reader, member, code, refused)
    return see_other(f"/staff/questionnaires/{code}/edit{place}")


@router.post("/{code}/edit/discard", name="staff.discard_editing")
def discard(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Manager, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Throw the working copy away."""
    refused = attempt(session, lambda: discard_copy(session, code, seen=seen_revision(form)))
    if refused is not None:
        return _refusal(request, reader, member, code, refused)
    record(session, member.id, "discard_editing", f"questionnaire:{code}")
    return see_other("/staff/questionnaires")


@router.post("/{code}/edit/publish", name="staff.publish_questionnaire")
def publish(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Publisher, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Publish the working copy as the newest version, or say what keeps it from being one."""
    over = form.text("over")
    looked_at = int(over) if over.isascii() and over.isdecimal() and len(over) < LONGEST_NUMBER else -1
    refused = attempt(
        session,
        lambda: publish_copy(
            session, code, seen=seen_revision(form), over=looked_at, ballots=ballots_of(reader)
        ),
    )
    if refused is not None:
        return _refusal(request, reader, member, code, refused)
    record(session, member.id, "publish_questionnaire", f"questionnaire:{code}")
    return see_other(f"/staff/questionnaires/{code}?published=1")


def seen_revision(form: Posted) -> int:
    """Return the revision that a form was shown at, 0 for none that there can be."""
    seen = form.text("seen")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < LONGEST_NUMBER else 0


def attempt(session: Session, act: Callable[[], object]) -> Exception | None:
    """Do something whole or not at all, and return why it was refused, None where it was not."""
    try:
        # A savepoint, so that a refusal leaves no trace, not even the revision that it took.
        with session.begin_nested():
            act()
    except (ConflictError, QuestionnaireError, DeletionProblem) as refused:
        return refused
    return None


def _refusal(
    request: Request, session: Session, member: Member, code: str, refused: Exception
) -> HTMLResponse:
    """Show the structure as it is now, with what kept the wish from being done."""
    lang = member.language
    copy = the_copy(session, code)
    match refused:
        case DeletionProblem():
            form = loose_form(copy.workbook)
            said = [
                ShownError(f"q-{user.name}", Message(
                    "“%(question)s” cannot go yet: “%(user)s” refers to it.",
                    {"question": question_label(form, refused.node.name, lang),
                     "user": question_label(form, user.name, lang)},
                ).text(lang))
                for user in refused.users
            ]  # fmt: skip
            return _structure_page(request, session, member, copy, said, status=422)
        case ConflictError():
            place = "over" if isinstance(refused, PublishedMeanwhileError) else ""
            said = [ShownError(place, refused.message.text(lang))]
            return _structure_page(request, session, member, copy, said, status=refused.status)
    words = Message("It cannot be published yet. What is missing stands below.").text(lang)
    return _structure_page(request, session, member, copy, [ShownError("to-do", words)], status=422)


def _structure_page(
    request: Request, session: Session, member: Member, copy: CopyView, errors: Sequence[ShownError] = (),
    *, status: int = 200,
) -> HTMLResponse:  # fmt: skip
    lang = member.language
    findings = findings_of(copy.workbook, ballots_of(session))
    items, general = outline(copy.workbook, findings, lang)
    form = loose_form(copy.workbook)
    groups = [
        Choosable(node.name, group_label(node, lang))
        for node in all_nodes(copy.workbook)
        if node.is_group and node.name
    ]
    return page(
        request, "staff/editor/structure.html", lang, status=status, user=member, copy=copy, items=items,
        general=finding_lines([finding for finding in general if finding.level == "error"], lang),
        remarks=lambda findings: finding_lines(findings, lang), errors=list(errors),
        to_do=[item for item in _all(items) if item.lacks_language or item.remarks], groups=groups,
        kind_word=lambda node: kind_word(_kind(node), lang),
        subject=question_label(form, copy.subject, lang) if copy.subject else "",
    )  # fmt: skip


def _all(items: Sequence[Item]) -> list[Item]:
    return [one for item in items for one in (item, *_all(item.children))]


def _kind(node: Node) -> str:
    """Return what a block is for people: a group is a page or a part."""
    if node.type.kind != "begin_group":
        return "repeat" if node.type.kind == "begin_repeat" else node.type.kind
    return "page" if appearance_of("begin_group", node.row.get("appearance", "")) else "section"


def _new_page(
    request: Request, session: Session, member: Member, posted: Posted, problems: Sequence[Problem] = ()
) -> HTMLResponse:
    return page(
        request, "staff/editor/new.html", member.language, status=422 if problems else 200, user=member,
        values={name: posted.text(name) for name in ("code", "source", "title.fr", "title.nl")},
        errors=shown_errors(problems, member.language),
        messages={problem.field: problem.message.text(member.language) for problem in problems},
        titles=newest_titles(session),
    )  # fmt: skip
