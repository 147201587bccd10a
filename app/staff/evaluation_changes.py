"""What was changed after people said how their meetings went, and whether the next ones moved."""

from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.db import ReadSession, WriteSession
from app.kit import clock, i18n
from app.kit.errors import AteliersError, ForbiddenError, InvalidError
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES
from app.meetings.changes.errors import ChangedMeanwhileError, NotReadyError
from app.meetings.changes.forms import read_change
from app.meetings.changes.queries import ChangeView, change_of, changes_of, evaluated_meetings
from app.meetings.changes.write import (
    gaps,
    publish_change,
    remove_change,
    revise_change,
    withdraw_change,
    write_change,
)
from app.meetings.lists import REGION
from app.staff.evaluation_places import Places, Reader, bassin_of, framed, places_of
from app.staff.figure_files import table_file
from app.staff.guard import Member, require

router = APIRouter(prefix="/staff/evaluations/changes")

Writer = Annotated[Member, Depends(require("note_changes"))]
Publisher = Annotated[Member, Depends(require("publish"))]
ChangeId = Annotated[int, Path(ge=1, le=2**31 - 1)]

_BILINGUAL: Final = ("heard", "changed")


@router.get("", name="staff.evaluation_changes")
def changes(
    request: Request,
    session: ReadSession,
    member: Reader,
    bassin: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """List what was changed in a bassin, or in the whole Region, the newest first."""
    from app.analysis.evaluation_changes import followed  # noqa: PLC0415 - loads the charts

    places = places_of(session, member, bassin)
    found = (
        changes_of(session, bassin_of(places.chosen), published_only=not member.may("note_changes"))
        if places.chosen
        else []
    )
    return framed(
        request, "changes", member, places,
        heading=i18n.gettext(member.language, "What we changed after the evaluations"),
        changes=found,
        followed=followed(session, places.chosen, found, lang=member.language),
    )  # fmt: skip


@router.get("/new", name="staff.new_change")
def new(
    request: Request,
    session: ReadSession,
    member: Writer,
    bassin: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """Show the form for a new note."""
    posted = Posted({"decided_on": [clock.today().isoformat()]})
    return _form(request, session, member, places_of(session, member, bassin), posted)


@router.post("/new", name="staff.write_change")
def create(
    request: Request, session: WriteSession, reader: ReadSession, member: Writer, form: PostedForm
) -> Response:
    """Write a note as a draft."""
    places = places_of(reader, member, form.text("bassin"))
    _must_have_place(places)
    try:
        wish = read_change(form, _items(reader, places), _meetings(reader, places))
    except InvalidError as error:
        return _form(request, reader, member, places, form, error=error)
    change = write_change(session, bassin_of(places.chosen), wish, user_id=member.id)
    return see_other(f"/staff/evaluations/changes/{change.id}")


@router.get("/{change_id}", name="staff.change")
def one(request: Request, session: ReadSession, member: Reader, change_id: ChangeId) -> Response:
    """Show a note, what it lacks, and what was answered before and after."""
    return _page(request, session, member, change_id)


@router.get("/{change_id}/edit", name="staff.edit_change")
def edit(request: Request, session: ReadSession, member: Writer, change_id: ChangeId) -> HTMLResponse:
    """Show the form of a note."""
    found, places = _seen(session, member, change_id)
    return _form(request, session, member, places, _as_posted(found), found=found)


@router.post("/{change_id}/edit", name="staff.revise_change")
def change(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Writer, change_id: ChangeId,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Change a note, unless somebody else did meanwhile."""
    found, places = _seen(reader, member, change_id)
    version = form.text("version")
    try:
        wish = read_change(form, {found.item, *_items(reader, places)} - {""}, _meetings(reader, places))
        with session.begin_nested():
            revise_change(
                session, change_id, replace(wish, invented=found.invented), user_id=member.id,
                expected_version=int(version) if version.isdecimal() else -1,
            )  # fmt: skip
    except (InvalidError, ChangedMeanwhileError) as error:
        return _form(request, reader, member, places, form, found=found, error=error)
    return see_other(f"/staff/evaluations/changes/{change_id}")


@router.post("/{change_id}/publish", name="staff.publish_change")
def publish(
    request: Request, session: WriteSession, reader: ReadSession, member: Publisher, change_id: ChangeId
) -> Response:
    """Show a note to everybody, or say what it lacks."""
    try:
        with session.begin_nested():
            publish_change(session, change_id, user_id=member.id)
    except NotReadyError as error:
        return _page(request, reader, member, change_id, error)
    return see_other(f"/staff/evaluations/changes/{change_id}")


@router.post("/{change_id}/withdraw", name="staff.withdraw_change")
def withdraw(session: WriteSession, member: Publisher, change_id: ChangeId) -> Response:
    """Take a note back from the public."""
    withdraw_change(session, change_id, user_id=member.id)
    return see_other(f"/staff/evaluations/changes/{change_id}")


@router.post("/{change_id}/remove", name="staff.remove_change")
def remove(session: WriteSession, reader: ReadSession, member: Writer, change_id: ChangeId) -> Response:
    """Remove a draft."""
    _found, places = _seen(reader, member, change_id)
    remove_change(session, change_id, user_id=member.id)
    return see_other(f"/staff/evaluations/changes?bassin={places.chosen}")


def _seen(session: Session, member: Member, change_id: int) -> tuple[ChangeView, Places]:
    """Return a note that this member may see, and its place.

    Raises:
        NoSuchChangeError: there is none.
        ForbiddenError: it belongs to another bassin, or is a draft of the team.
    """
    found = change_of(session, change_id)
    places = places_of(session, member, found.bassin_code or REGION)
    if found.status == "draft" and not member.may("note_changes"):
        raise ForbiddenError("This note is not public yet.")
    return found, places


def _must_have_place(places: Places) -> None:
    if not places.chosen:
        raise ForbiddenError("Your account is linked to no bassin yet. Please ask an administrator.")


def _items(session: Session, places: Places) -> dict[str, str]:
    from app.analysis.evaluation_changes import items_of  # noqa: PLC0415 - loads the charts

    return {name: label["fr"] for name, label in items_of(session, places.chosen)}


def _meetings(session: Session, places: Places) -> dict[str, int]:
    return {each.code: each.id for each in evaluated_meetings(session, bassin_of(places.chosen))}


def _as_posted(found: ChangeView) -> Posted:
    fields = {
        "item": [found.item],
        "decided_on": [found.decided_on.isoformat()],
        "meetings": [each.code for each in found.meetings],
        "version": [str(found.version)],
    }
    for name, text in (("heard", found.heard), ("changed", found.changed)):
        fields |= {f"{name}.{lang}": [text.get(lang, "")] for lang in LANGUAGES}
    return Posted(fields)


def _form(
    request: Request,
    session: Session,
    member: Member,
    places: Places,
    posted: Posted,
    *,
    found: ChangeView | None = None,
    error: AteliersError | None = None,
) -> HTMLResponse:
    """Show the form with what was typed, what is wrong with it, and whether somebody saved before."""
    from app.analysis.evaluation_changes import items_of  # noqa: PLC0415 - loads the charts

    _must_have_place(places)
    lang = member.language
    problems = error.problems if isinstance(error, InvalidError) else []
    messages = {one.field: one.message.text(lang) for one in problems}
    conflict = isinstance(error, ChangedMeanwhileError)
    fresh = i18n.gettext(lang, "Write down what was changed")
    heading = i18n.gettext(lang, "Change this note") if found else fresh
    return framed(
        request, "change_form", member, places, heading=heading, status=error.status if error else 200,
        found=found,
        theirs=found if conflict else None,
        # Whoever read what the other wrote may save over it.
        version=str(found.version) if found and conflict else posted.text("version"),
        values={name: posted.text(name) for name in ("item", "decided_on")},
        ticked=posted.many("meetings"),
        texts={name: {code: posted.text(f"{name}.{code}") for code in LANGUAGES} for name in _BILINGUAL},
        text_messages={
            name: {code: messages.get(f"{name}.{code}", "") for code in LANGUAGES} for name in _BILINGUAL
        },
        errors=[{"field_id": one.field, "message": one.message.text(lang)} for one in problems],
        messages=messages,
        items=[{"value": name, "label": label[lang]} for name, label in items_of(session, places.chosen)],
        meetings=[
            {"value": each.code, "label": each.title[lang], "hint": i18n.short_date(each.starts_at, lang)}
            for each in evaluated_meetings(session, bassin_of(places.chosen))
        ],
    )  # fmt: skip


def _page(
    request: Request, session: Session, member: Member, change_id: int, error: InvalidError | None = None
) -> Response:
    from app.analysis.evaluation_changes import followed  # noqa: PLC0415 - loads the charts

    found, places = _seen(session, member, change_id)
    outcome: Any = followed(session, places.chosen, [found], lang=member.language)[change_id]
    file = table_file(request, [outcome.panel] if outcome.panel else [], f"change-{change_id}")
    if file is not None:
        return file
    lang = member.language
    return framed(
        request, "change", member, places, heading=i18n.gettext(lang, "What we changed"),
        status=error.status if error else 200,
        found=found,
        outcome=outcome,
        missing=[one.message.text(lang) for one in gaps(found.heard, found.changed)],
        refused=error is not None,
    )  # fmt: skip
