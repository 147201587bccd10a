"""Running a consultation: preparing it, publishing it, changing it and closing it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.consultations.forms import (
    ACCESSES,
    AUDIENCES,
    PLAIN,
    TEXTS,
    as_posted,
    read_code,
    read_plan,
    read_revision,
    read_seen,
)
from app.consultations.plan_consultation import plan_consultation
from app.consultations.publish_consultation import gaps, publish_consultation
from app.consultations.queries import ConsultationView, consultation_by_code, consultation_view
from app.consultations.revise_consultation import close_now, revise_plan, revise_public
from app.db import ReadSession, WriteSession
from app.kit import clock
from app.kit.errors import ConflictError, InvalidError, Problem
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES, Lang
from app.kit.pages import page
from app.programmes.queries import ballot, strand_names
from app.questionnaires.queries import form_of_version
from app.questionnaires.review import newest_titles, version_view
from app.staff.guard import Member, require

router = APIRouter(prefix="/staff/consultations")

Manager = Annotated[Member, Depends(require("manage_consultations"))]
Publisher = Annotated[Member, Depends(require("publish"))]

_USUAL_DAYS = 30


@dataclass(frozen=True)
class ShownError:
    """A line of the error summary, and the control it leads to; '' where it is about none."""

    field_id: str
    message: str


@router.get("/new", name="staff.new_consultation")
def new(request: Request, session: ReadSession, member: Manager) -> HTMLResponse:
    """Show the form for a new consultation."""
    today = clock.today()
    usual = {
        "opens_day": today.isoformat(), "opens_hour": "09:00",
        "closes_day": (today + timedelta(days=_USUAL_DAYS)).isoformat(), "closes_hour": "23:59",
    }  # fmt: skip
    posted = Posted({name: [value] for name, value in usual.items()})
    return _new_page(request, session, member, posted)


@router.post("/new", name="staff.create_consultation")
def create(
    request: Request, session: WriteSession, reader: ReadSession, member: Manager, form: PostedForm
) -> Response:
    """Create a consultation as a draft."""
    try:
        code = _read_everything(reader, form)
        plan = read_plan(form, newest_titles(reader), strand_names(reader))
        plan_consultation(session, code, plan)
    except InvalidError as error:
        return _new_page(request, reader, member, form, error.problems)
    record(session, member.id, "plan_consultation", f"consultation:{code}")
    return see_other(f"/staff/consultations/{code}/manage")


@router.get("/{code}/manage", name="staff.manage_consultation")
def manage(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show what a consultation is, what it lacks to be published, and what can still change."""
    return _manage_page(request, session, member, code)


@router.post("/{code}/manage", name="staff.revise_consultation")
def revise(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Manager, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Save the form of a consultation."""
    found = consultation_view(reader, code, drafts=True)

    def save() -> None:
        if found.status == "draft":
            plan = read_plan(form, newest_titles(reader), strand_names(reader))
            revise_plan(session, found.id, plan, seen=read_seen(form))
        else:
            texts, closes_at = read_revision(form)
            revise_public(session, found.id, texts, closes_at, seen=read_seen(form))

    if problems := _refused(session, save):
        return _manage_page(request, reader, member, code, posted=form, problems=problems)
    record(session, member.id, "revise_consultation", f"consultation:{code}")
    return see_other(f"/staff/consultations/{code}/manage?saved=1")


@router.post("/{code}/publish", name="staff.publish_consultation")
def publish(
    request: Request, session: WriteSession, reader: ReadSession, member: Publisher, code: str
) -> Response:
    """Publish a consultation, or say what it lacks."""
    found = consultation_view(reader, code, drafts=True)
    if problems := _refused(session, lambda: publish_consultation(session, found.id)):
        return _manage_page(request, reader, member, code, problems=problems)
    record(session, member.id, "publish_consultation", f"consultation:{code}")
    return see_other(f"/staff/consultations/{code}/manage")


@router.post("/{code}/close", name="staff.close_consultation")
def close(
    request: Request, session: WriteSession, reader: ReadSession, member: Publisher, code: str
) -> Response:
    """Close a consultation now."""
    found = consultation_view(reader, code, drafts=True)
    if problems := _refused(session, lambda: close_now(session, found.id)):
        return _manage_page(request, reader, member, code, problems=problems)
    record(session, member.id, "close_consultation", f"consultation:{code}")
    return see_other(f"/staff/consultations/{code}/manage")


def _refused(session: Session, act: Callable[[], object]) -> list[Problem]:
    """Do something whole or not at all, and say why it was refused."""
    try:
        # A savepoint, so that a refusal leaves no trace, not even the number that the lock raises.
        with session.begin_nested():
            act()
    except InvalidError as error:
        return error.problems
    except ConflictError as error:
        return [Problem("", error.message)]
    return []


def _read_everything(session: Session, form: Posted) -> str:
    """Read the address, and say what is wrong with the rest of the form at the same time.

    Raises:
        InvalidError: with every problem of the whole form, the address first.
    """
    problems: list[Problem] = []
    code = ""
    try:
        code = read_code(form)
    except InvalidError as error:
        problems += error.problems
    try:
        read_plan(form, newest_titles(session), strand_names(session))
    except InvalidError as error:
        problems += error.problems
    if problems:
        raise InvalidError(problems)
    return code


def _new_page(
    request: Request, session: Session, member: Member, posted: Posted, problems: list[Problem] | None = None
) -> HTMLResponse:
    return page(
        request, "staff/consultations/new.html", member.language, status=422 if problems else 200,
        user=member, **_form_data(session, posted, problems or [], member.language),
    )  # fmt: skip


def _manage_page(
    request: Request, session: Session, member: Member, code: str, *, posted: Posted | None = None,
    problems: list[Problem] | None = None,
) -> HTMLResponse:  # fmt: skip
    row = consultation_by_code(session, code, drafts=True)
    found: ConsultationView = consultation_view(session, code, drafts=True)
    version = version_view(session, found.questionnaire_version_id)
    question = form_of_version(session, found.questionnaire_version_id).by_role("priority_ballot")
    return page(
        request,
        "staff/consultations/manage.html",
        member.language,
        status=422 if problems else 200,
        user=member,
        consultation=found,
        version=version,
        asked_ballot=ballot(session, found.programme_code, question.extras["ballot"]) if question else None,
        strand=strand_names(session).get(f"{found.programme_code}/{found.strand_code}"),
        gaps=[
            ShownError(_place(gap.field, version.code), gap.message.text(member.language))
            for gap in (gaps(session, row) if found.status == "draft" else [])
        ],
        saved="saved" in request.query_params,
        **_form_data(
            session,
            posted or as_posted(found, version.code),
            [replace(problem, field=_place(problem.field, version.code)) for problem in problems or []],
            member.language,
        ),
    )


def _place(field: str, questionnaire: str) -> str:
    """Return where a gap is filled: its field, or for the questionnaire the address of its own page."""
    kind, _, rest = field.partition(":")
    address = f"/staff/questionnaires/{questionnaire}"
    if kind == "fates":
        return f"{address}/versions/{rest}/fates"
    sheet, _, row = rest.partition(":")
    number, _, column = row.partition(":")
    return (
        f"{address}/translations?at={sheet}-{number}"
        if kind == "cell" and "::" in column
        else (address if kind == "cell" else field)
    )


def _form_data(session: Session, posted: Posted, problems: list[Problem], lang: Lang) -> dict[str, Any]:
    messages = {problem.field: problem.message.text(lang) for problem in problems}
    return {
        "values": {name: posted.text(name) for name in PLAIN},
        "texts": {name: {code: posted.text(f"{name}.{code}") for code in LANGUAGES} for name in TEXTS},
        "errors": [ShownError(problem.field, problem.message.text(lang)) for problem in problems],
        "messages": messages,
        "text_messages": {
            name: {code: messages.get(f"{name}.{code}", "") for code in LANGUAGES} for name in TEXTS
        },
        "questionnaires": newest_titles(session),
        "strands": strand_names(session),
        "audiences": AUDIENCES,
        "accesses": ACCESSES,
    }
