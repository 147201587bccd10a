"""Figures for everybody: an analyst declares tables, sees what the public would see, and publishes it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.db import ReadSession, WriteSession
from app.kit.errors import InvalidError, Problem
from app.kit.forms import Posted, PostedForm, see_other
from app.staff.guard import Member, require
from app.staff.programmes import found_programme, programme_page
from app.staff.shown import shown_errors
from app.syntheses.releases.make import offers
from app.syntheses.releases.queries import release_of, releases
from app.syntheses.releases.verbs import count_again, drop, prepare, publish, withdraw

router = APIRouter(prefix="/staff/programmes/{code}/releases")

Publisher = Annotated[Member, Depends(require("publish"))]
Number = Annotated[int, Path(ge=1, le=2_000_000_000)]


@router.get("", name="staff.releases")
def show_releases(request: Request, session: ReadSession, member: Publisher, code: str) -> HTMLResponse:
    """List the releases of a programme, drafts included."""
    view = found_programme(session, code)
    return programme_page(
        request, session, member, view, "releases/list", releases=releases(session, view.code)
    )


@router.get("/new", name="staff.new_release")
def new_release(request: Request, session: ReadSession, member: Publisher, code: str) -> HTMLResponse:
    """Show the form on which tables are declared."""
    return _form(request, session, member, code)


@router.post("", name="staff.prepare_release")
def prepare_release(
    *,
    request: Request,
    session: WriteSession,
    reader: ReadSession,
    member: Publisher,
    code: str,
    form: PostedForm,
) -> Response:
    """Count and protect the tables that were declared, as a draft."""
    view = found_programme(reader, code)
    title = {lang: form.text(f"title.{lang}") for lang in ("fr", "nl")}
    try:
        release = prepare(session, view.code, title=title, keys=form.many("tables"), user_id=member.id)
    except InvalidError as error:
        return _form(request, reader, member, code, problems=error.problems, typed=form)
    return see_other(f"/staff/programmes/{code}/releases/{release.number}")


@router.get("/{number}", name="staff.release")
def show_release(
    request: Request, session: ReadSession, member: Publisher, code: str, number: Number
) -> HTMLResponse:
    """Show a release as the public would see it, and what can be done with it."""
    view = found_programme(session, code)
    return programme_page(
        request, session, member, view, "releases/release", release=release_of(session, view.code, number)
    )


@router.post("/{number}/publish", name="staff.publish_release")
def publish_release(
    *, session: WriteSession, reader: ReadSession, member: Publisher, code: str, number: Number,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Publish what was looked at, in both languages."""
    release_of(reader, code, number)
    publish(session, number, seen=form.text("seen"), user_id=member.id)
    return see_other(f"/staff/programmes/{code}/releases/{number}")


@router.post("/{number}/count", name="staff.count_release")
def count_release(
    session: WriteSession, reader: ReadSession, member: Publisher, code: str, number: Number
) -> Response:
    """Count a draft again."""
    release_of(reader, code, number)
    count_again(session, number, user_id=member.id)
    return see_other(f"/staff/programmes/{code}/releases/{number}")


@router.post("/{number}/withdraw", name="staff.withdraw_release")
def withdraw_release(
    session: WriteSession, reader: ReadSession, member: Publisher, code: str, number: Number
) -> Response:
    """Take a release from the public pages."""
    release_of(reader, code, number)
    withdraw(session, number, user_id=member.id)
    return see_other(f"/staff/programmes/{code}/releases/{number}")


@router.post("/{number}/drop", name="staff.drop_release")
def drop_release(
    session: WriteSession, reader: ReadSession, member: Publisher, code: str, number: Number
) -> Response:
    """Remove a draft."""
    release_of(reader, code, number)
    drop(session, number, user_id=member.id)
    return see_other(f"/staff/programmes/{code}/releases")


def _form(
    request: Request,
    session: Session,
    member: Member,
    code: str,
    *,
    problems: list[Problem] | None = None,
    typed: Posted | None = None,
) -> HTMLResponse:
    view = found_programme(session, code)
    errors = shown_errors(problems or [], member.language)
    answer = programme_page(
        request, session, member, view, "releases/new",
        offers=offers(session, view.code),
        title={lang: typed.text(f"title.{lang}") if typed else "" for lang in ("fr", "nl")},
        chosen=typed.many("tables") if typed else [],
        errors=errors,
        messages={error.field_id: error.message for error in errors},
    )  # fmt: skip
    answer.status_code = 422 if errors else 200
    return answer
