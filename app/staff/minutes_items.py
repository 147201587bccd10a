"""Writing one item of the minutes at a time, moving it, removing it and bringing it back."""

from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.db import ReadSession, WriteSession
from app.kit.errors import ConflictError, InvalidError, Problem
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES, Localized
from app.kit.pages import page
from app.meetings.minutes.content import ItemWords
from app.meetings.minutes.errors import (
    ChangedMeanwhileError,
    ItemChangedError,
    ItemRemovedError,
    NoSuchItemError,
)
from app.meetings.minutes.forms import item_as_posted, read_id, read_item, read_number, shown_problems
from app.meetings.minutes.queries import MinutesView, action_names
from app.meetings.minutes.review import hints_in, item_anchor, known_names
from app.meetings.minutes.rules import KINDS
from app.meetings.minutes.write import bring_back, move_item, remove_item, save_item
from app.staff.guard import Member
from app.staff.minutes_parts import Writer, address, differences, item_of, mine, minutes_page

router = APIRouter(prefix="/staff/meetings/{code}/minutes/items")


@router.get("/new", name="staff.new_minutes_item")
def new(
    *, request: Request, session: ReadSession, member: Writer, code: str, kind: str = "", after: str = "",
    language: str = "",
) -> HTMLResponse:  # fmt: skip
    """Show the form of a new item, which stands behind `after` or at the end."""
    view = mine(session, member, code)
    blank = {
        "kind": [kind],
        "after": [after],
        "language": [language or member.language],
        "id": [str(uuid4())],
    }
    return _item_page(request, session, member, view, Posted(blank))


@router.post("/new", name="staff.create_minutes_item")
def create(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Writer, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Add an item. Its id comes with its form, so that what is sent twice is there once."""
    view = mine(reader, member, code)
    item_id = read_id(form.text("id")) or uuid4()
    return _save(request, session, reader, member, view, item_id=item_id, form=form)


@router.get("/{item_id}", name="staff.minutes_item")
def item(request: Request, session: ReadSession, member: Writer, code: str, item_id: UUID) -> HTMLResponse:
    """Show the form of an item."""
    view = mine(session, member, code)
    found = item_of(view, item_id)
    if found is None:
        raise NoSuchItemError
    return _item_page(request, session, member, view, item_as_posted(found), item_id=item_id)


@router.post("/{item_id}", name="staff.save_minutes_item")
def change(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Writer, code: str,
    item_id: UUID, form: PostedForm,
) -> Response:  # fmt: skip
    """Save an item, or show what somebody else made of it meanwhile."""
    view = mine(reader, member, code)
    return _save(request, session, reader, member, view, item_id=item_id, form=form)


@router.post("/{item_id}/move", name="staff.move_minutes_item")
def move(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Writer, code: str,
    item_id: UUID, form: PostedForm,
) -> Response:  # fmt: skip
    """Move an item one up or down."""
    view = mine(reader, member, code)
    by = -1 if form.text("by") == "-1" else 1
    try:
        move_item(
            session, view.meeting.id, item_id, place=read_number(form, "place"), by=by, user_id=member.id
        )
    except ChangedMeanwhileError as error:
        session.rollback()
        problem = Problem(item_anchor(item_id), error.message)
        return minutes_page(request, reader, member, view, status=409, problems=[problem])
    return see_other(f"{address(code)}#{item_anchor(item_id)}")


@router.post("/{item_id}/remove", name="staff.remove_minutes_item")
def remove(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Writer, code: str,
    item_id: UUID, form: PostedForm,
) -> Response:  # fmt: skip
    """Remove an item; the page that follows can bring it back."""
    view = mine(reader, member, code)
    try:
        last = remove_item(
            session, view.meeting.id, item_id, seen=read_number(form, "seen"), user_id=member.id
        )
    except ItemChangedError as error:
        session.rollback()
        problem = Problem(item_anchor(item_id), error.message)
        return minutes_page(request, reader, member, view, status=409, problems=[problem])
    return see_other(f"{address(code)}?removed={item_id}&from={last}")


@router.post("/{item_id}/bring-back", name="staff.bring_back_minutes_item")
def undo(
    *, session: WriteSession, reader: ReadSession, member: Writer, code: str, item_id: UUID,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Bring a removed item back where it stood."""
    view = mine(reader, member, code)
    bring_back(session, view.meeting.id, item_id, number=read_number(form, "from"), user_id=member.id)
    return see_other(f"{address(code)}?done=restored#{item_anchor(item_id)}")


def _save(
    request: Request,
    session: Session,
    reader: Session,
    member: Member,
    view: MinutesView,
    *,
    item_id: UUID,
    form: Posted,
) -> Response:
    code = view.meeting.code
    seen = read_number(form, "seen") if "seen" in form else 0
    try:
        words = read_item(form, action_names(reader, view.meeting.programme_code))
        save_item(
            session, view.meeting.id, item_id, words, seen=seen, user_id=member.id,
            after=read_id(form.text("after")),
        )  # fmt: skip
    except InvalidError as error:
        session.rollback()
        return _item_page(request, reader, member, view, form, item_id=item_id if seen else None, error=error)
    except (ItemChangedError, ItemRemovedError) as conflict:
        session.rollback()
        return _item_page(
            request, reader, member, view, form, item_id=item_id, conflict=conflict, words=words
        )
    if form.text("then") == "next":
        return see_other(
            f"{address(code)}/items/new?after={item_id}&kind={words.kind}&language={words.language}"
        )
    return see_other(f"{address(code)}?done=saved#{item_anchor(item_id)}")


def _item_page(
    request: Request,
    session: Session,
    member: Member,
    view: MinutesView,
    posted: Posted,
    *,
    item_id: UUID | None = None,
    error: InvalidError | None = None,
    conflict: ConflictError | None = None,
    words: ItemWords | None = None,
) -> HTMLResponse:
    lang = member.language
    lines, messages = shown_problems(error, lang) if error else ([], {})
    actions = action_names(session, view.meeting.programme_code)
    seen = read_number(posted, "seen") if "seen" in posted else 0
    differing = None
    if isinstance(conflict, ItemChangedError) and words is not None:
        differing = differences(conflict.theirs.words, words, actions, lang)
        seen = conflict.theirs.revision
    elif conflict is not None:
        # Saved again, the words of this form make the item anew.
        seen = 0
    texts: Localized = {code: posted.text(f"text.{code}") for code in LANGUAGES}
    return page(
        request,
        "staff/minutes/item.html",
        lang,
        status=error.status if error else conflict.status if conflict else 200,
        user=member,
        view=view,
        address=address(view.meeting.code),
        item_id=item_id,
        new_id=posted.text("id"),
        after=posted.text("after"),
        place=next((n for n, one in enumerate(view.content.items, start=1) if one.id == item_id), 0),
        seen=seen,
        values={name: posted.text(name) for name in ("kind", "language", "action")},
        texts=texts,
        hints=hints_in([texts], known_names(session, view.meeting.id)),
        text_messages={code: messages.get(f"text.{code}", "") for code in LANGUAGES},
        ready=posted.many("ready"),
        kinds=KINDS,
        actions=actions,
        errors=lines,
        messages=messages,
        conflict=conflict.message.text(lang) if conflict else "",
        differing=differing,
    )
