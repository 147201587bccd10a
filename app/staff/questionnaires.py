"""Questionnaires and their versions: the list, the page of one, its files, and two versions compared."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.consultations.uses import answered, uses_of
from app.db import ReadSession, WriteSession
from app.kit.errors import ConflictError, InvalidError, NotFoundError, Problem
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.pages import page
from app.questionnaires.compare import Comparison, questions_of
from app.questionnaires.library import (
    comparison_of,
    is_undecided,
    questionnaire_view,
    questionnaires,
    version_row,
)
from app.questionnaires.mapping import Decided, Fates, decide
from app.questionnaires.publish import settle_fates
from app.questionnaires.pyxform_check import for_other_tools
from app.questionnaires.workbook import Workbook
from app.questionnaires.working_copy import in_work
from app.questionnaires.yaml_writer import write_yaml
from app.staff.comparison_lines import comparison_lines, fate_lines
from app.staff.guard import Member, require

router = APIRouter(prefix="/staff/questionnaires")

Manager = Annotated[Member, Depends(require("manage_consultations"))]
Publisher = Annotated[Member, Depends(require("publish"))]
MANY = 1_000_000
"""More versions than any questionnaire has."""
Against = Annotated[int, Query(alias="with", ge=0, le=MANY)]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YAML = "application/yaml"


@dataclass(frozen=True)
class ShownError:
    """A line of the error summary, and the control it leads to."""

    field_id: str
    message: str


@router.get("", name="staff.questionnaires")
def list_questionnaires(request: Request, session: ReadSession, member: Manager) -> HTMLResponse:
    """List the questionnaires with what they are used for. Four statements."""
    lines = questionnaires(session)
    codes = {key: line.code for line in lines for key in line.version_ids}
    used: dict[str, list[Any]] = {}
    for use in uses_of(session, list(codes)):
        used.setdefault(codes[use.version_id], []).append(use)
    return page(
        request, "staff/questionnaires/list.html", member.language, user=member, lines=lines, used=used,
        in_work=in_work(session),
    )  # fmt: skip


@router.get("/{code}", name="staff.questionnaire")
def questionnaire(
    request: Request, session: ReadSession, member: Manager, code: str, published: str = ""
) -> HTMLResponse:
    """Show a questionnaire with its versions."""
    view = questionnaire_view(session, code)
    keys = [version.id for version in view.versions]
    used: dict[int, list[Any]] = {}
    for use in uses_of(session, keys):
        used.setdefault(use.version_id, []).append(use)
    return page(
        request, "staff/questionnaires/questionnaire.html", member.language, user=member, view=view,
        used=used, answered=answered(session, keys), published=bool(published),
    )  # fmt: skip


@router.get("/{code}/versions/{number}/files/{name}", name="staff.questionnaire.file")
def file(
    *,
    session: ReadSession,
    member: Manager,  # noqa: ARG001 - the door
    code: str,
    number: int,
    name: Literal["questionnaire.xlsx", "questionnaire.yaml", "standard.xlsx"],
) -> Response:
    """Give a version as a file, every cell as it is kept, or as other tools read it."""
    from app.questionnaires.xlsx import write_xlsx  # noqa: PLC0415 - imports openpyxl, which starting must not

    workbook = Workbook.from_json(version_row(session, code, _sane(number)).workbook)
    kind = name.rpartition(".")[2]
    if name.startswith("standard"):
        workbook = for_other_tools(workbook)
    content = write_xlsx(workbook) if kind == "xlsx" else write_yaml(workbook).encode()
    suffix = "-standard" if name.startswith("standard") else ""
    return attachment(content, f"{code}-v{number}{suffix}.{kind}", XLSX if kind == "xlsx" else YAML)


@router.get("/{code}/versions/{number}/compare", name="staff.questionnaire.compare")
def compare_versions(
    *, request: Request, session: ReadSession, member: Manager, code: str, number: int, against: Against = 0
) -> HTMLResponse:
    """Show what a version changes, compared with the one before or with another."""
    after = version_row(session, code, _sane(number))
    view = questionnaire_view(session, code)
    other = against or max(number - 1, 1)
    before = version_row(session, code, other)
    comparison = comparison_of(session, before.id, after.id)
    consecutive = other == number - 1
    return page(
        request, "staff/questionnaires/compare.html", member.language, user=member, view=view,
        number=number, other=other, numbers=[version.number for version in view.versions],
        comparison=comparison_lines(comparison, member.language),
        fates=fate_lines(comparison, Fates.from_json(after.fates), member.language)
        if consecutive and after.fates
        else [],
        undecided=consecutive and is_undecided(session, after),
    )  # fmt: skip


@router.get("/{code}/versions/{number}/fates", name="staff.questionnaire.fates")
def fates(request: Request, session: ReadSession, member: Manager, code: str, number: int) -> HTMLResponse:
    """Ask what became of what a published version breaks with."""
    return _fates_page(request, session, member, code, number, form=Posted({}))


@router.post("/{code}/versions/{number}/fates", name="staff.questionnaire.settle")
def settle(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Publisher, code: str,
    number: int, form: PostedForm,
) -> Response:  # fmt: skip
    """Keep what became of what a published version breaks with, all of it or nothing."""
    version_row(reader, code, _sane(number))
    try:
        settle_fates(session, code, number, form.text)
    except InvalidError as error:
        return _fates_page(request, reader, member, code, number, form=form, problems=error.problems)
    except LookupError as error:
        raise NotFoundError("This questionnaire has no version with this number.") from error
    record(session, member.id, "settle_fates", f"questionnaire:{code}/{number}")
    return see_other(f"/staff/questionnaires/{code}/versions/{number}/compare")


def _fates_page(
    request: Request, session: Session, member: Member, code: str, number: int, *, form: Posted,
    problems: list[Problem] | None = None,
) -> HTMLResponse:  # fmt: skip
    after = version_row(session, code, _sane(number))
    if not is_undecided(session, after):
        raise ConflictError("This was already decided for this version.")
    before = version_row(session, code, number - 1)
    comparison = comparison_of(session, before.id, after.id)
    view = questionnaire_view(session, code)
    return page(
        request, "staff/questionnaires/fates.html", member.language, status=422 if problems else 200,
        user=member, view=view, number=number,
        **fates_form(comparison, decide(comparison, form.text), form, problems or [], member),
    )  # fmt: skip


def fates_form(
    comparison: Comparison, decided: Decided, form: Posted, problems: list[Problem], member: Member
) -> dict[str, Any]:
    """Return what the fields that ask for the fates need: each with its options, its value and its error."""
    messages = {problem.field: problem.message.text(member.language) for problem in problems}
    questions = questions_of(comparison.before)
    return {
        "asked": [
            {
                "one": each,
                "value": form.text(each.field) or each.suggested,
                "error": messages.get(each.field, ""),
                "question_label": questions[each.question].label if each.question else {},
            }
            for each in decided.asked
        ],
        "errors": [ShownError(problem.field, messages[problem.field]) for problem in problems],
    }


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """Return a file to save under a name of letters, digits, hyphens and points."""
    return Response(
        content,
        media_type=media_type,
        headers={"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'},
    )


def _sane(number: int) -> int:
    """Return a number that a database can look up; there is no version 0."""
    return number if 0 < number <= MANY else 0
