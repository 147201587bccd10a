"""Bringing a questionnaire in from a file: look at it first, then publish it. Nothing is half imported."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit.errors import ConflictError, InvalidError, Message, Problem
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.one_file import PostedFile
from app.kit.pages import page
from app.questionnaires.ballots import ballots_of
from app.questionnaires.compare import compare
from app.questionnaires.compile import compile_form
from app.questionnaires.finding import Finding, FindingsError
from app.questionnaires.lint import lint
from app.questionnaires.lint_files import read_content
from app.questionnaires.mapping import decide
from app.questionnaires.models import QuestionnaireVersion
from app.questionnaires.packed import pack, unpack
from app.questionnaires.publish import form_code, publish_version
from app.questionnaires.queries import form_of_version, latest_version_id
from app.questionnaires.workbook import Workbook
from app.staff.comparison_lines import comparison_lines
from app.staff.finding_lines import finding_lines
from app.staff.guard import Member, require
from app.staff.questionnaires import ShownError, fates_form

router = APIRouter(prefix="/staff/questionnaires/import")

Publisher = Annotated[Member, Depends(require("publish"))]

_LONGEST_CODE = 60
_DIGITS = 6


@router.get("", name="staff.questionnaire_import")
def choose(request: Request, member: Publisher, code: str = "") -> HTMLResponse:
    """Ask for the file; `code` says for which questionnaire."""
    return _choose_page(request, member, code)


@router.post("", name="staff.questionnaire_import.review")
def review(request: Request, session: ReadSession, member: Publisher, upload: PostedFile) -> HTMLResponse:
    """Show what is in the file: what is wrong, what should be looked at, and what it would change."""
    expected = upload.fields.text("code")
    if not upload.data:
        return _choose_page(request, member, expected, Message("Choose a file."))
    read = read_content(upload.data, upload.name, ballots_of(session))
    findings = list(read.findings)
    if read.is_sound:
        findings += lint(read.workbook, lines=read.lines)
    found = form_code(read.workbook)
    if found and expected and found != expected:
        said = f"form_id is {found!r}, and this page is about {expected!r}"
        fix = "correct form_id, or import the file from the list of questionnaires"
        findings.append(Finding("", "settings", 2, "form_id", said, fix, "form-id-other"))
    return _review_page(request, session, member, read.workbook, findings, name=upload.name)


@router.post("/publish", name="staff.questionnaire_import.publish")
def publish(
    request: Request, session: WriteSession, reader: ReadSession, member: Publisher, form: PostedForm
) -> Response:
    """Publish what was looked at as a new version, or show it again with what keeps it from being one."""
    workbook = unpack(form.text("workbook"))
    seen = form.text("seen")
    problems: list[Problem] = []
    try:
        with session.begin_nested():
            version = publish_version(
                session, workbook, said=form.text,
                seen=int(seen) if seen.isdecimal() and len(seen) <= _DIGITS else -1,
            )  # fmt: skip
    except FindingsError:
        return _review_page(request, reader, member, workbook, lint(workbook))
    except InvalidError as error:
        problems = error.problems
    except ConflictError as error:
        problems = [Problem("", error.message)]
    if problems:
        return _review_page(request, reader, member, workbook, lint(workbook), form=form, problems=problems)
    code = form_code(workbook)
    record(session, member.id, "publish_questionnaire", f"questionnaire:{code}/{version.number}")
    return see_other(f"/staff/questionnaires/{code}?published={version.number}")


def _choose_page(
    request: Request, member: Member, code: str, error: Message | None = None
) -> HTMLResponse:  # fmt: skip
    said = error.text(member.language) if error else ""
    return page(
        request, "staff/questionnaires/import.html", member.language, status=422 if said else 200,
        user=member, code=code if len(code) <= _LONGEST_CODE else "",
        error=said, errors=[ShownError("file", said)] if said else [],
    )  # fmt: skip


def _review_page(
    request: Request,
    session: Session,
    member: Member,
    workbook: Workbook,
    findings: list[Finding],
    *,
    name: str = "",
    form: Posted | None = None,
    problems: list[Problem] | None = None,
) -> HTMLResponse:
    posted = form or Posted({})
    refused = any(finding.level == "error" for finding in findings)
    code = form_code(workbook)
    newest = session.get(QuestionnaireVersion, latest_version_id(session, code) or 0) if code else None
    compared = None
    data: dict[str, Any] = {
        "asked": [],
        "errors": [ShownError("", p.message.text(member.language)) for p in problems or []],
    }
    if newest is not None and not refused:
        compared = compare(form_of_version(session, newest.id), compile_form(workbook))
        data = fates_form(compared, decide(compared, posted.text), posted, problems or [], member)
    return page(
        request, "staff/questionnaires/review.html", member.language,
        status=422 if refused or problems else 200, user=member, name=name, code=code, newest=newest,
        unchanged=newest is not None and newest.content_hash == workbook.content_hash(),
        refused=refused, findings=finding_lines(findings, member.language),
        title={} if refused else compile_form(workbook).title,
        comparison=comparison_lines(compared, member.language) if compared else None,
        packed="" if refused else pack(workbook), **data,
    )  # fmt: skip
