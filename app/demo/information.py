"""What the demonstration tells and is asked: information pages, methodological support, support groups."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.demo.consultations import PROGRAMME
from app.demo.files import DemoError, read
from app.demo.leaflets import leaflet
from app.information.ask import RequestForm, ask
from app.information.decide import accept
from app.information.documents import DocumentForm, keep_document
from app.information.follow_up import FollowUp, add_morning, add_sitting, note_follow_up
from app.information.groups import MemberForm, TaskForm, add_member, add_task, prepare_meeting
from app.information.models import Kind
from app.information.pages import PageForm, publish_page, write_page
from app.kit import clock
from app.kit.outbox.models import OutboxMail
from app.kit.tokens import read_token
from app.kit.uploads import Upload
from app.meetings.queries import upcoming

_ANSWERED_AFTER = timedelta(days=8)
_FIRST_SITTING_AFTER = timedelta(days=24)
_LAST_SITTING = date(2023, 12, 14)
_SATURDAY = 5
_WRITTEN_ON = date(2022, 9, 15)


def write_pages(session: Session) -> None:
    """Write the information pages of demo/information.yaml with their documents, and publish them."""
    with clock.set_to(clock.at_brussels(_WRITTEN_ON, 10)):
        for position, row in enumerate(read("information")["pages"], start=1):
            form = PageForm(
                row["title"], row["summary"], row["body"], PROGRAMME, row["strand"], position, invented=True
            )
            page = write_page(session, form, code=row["code"])
            for one in row["documents"]:
                keep_document(session, page.id, _document(one))
            publish_page(session, page.id)


def answer_requests(session: Session, user_id: int) -> None:
    """Replay the presentations on request and the methodological support of 2022 and 2023.

    With the support come its information mornings and the applications for 2024.
    """
    rows = read("support")
    asked = {_accepted(session, row, user_id) for row in rows["presentations"]}
    for row in rows["services"]:
        request_id = _accepted(session, row, user_id)
        asked.add(request_id)
        for day in _days_of_work(row):
            with clock.set_to(clock.at_brussels(day, 17)):
                add_sitting(session, request_id, held_on=day, mode=row["mode"])
    asked |= {_accepted(session, row, user_id) for row in rows["applications"]}
    for row in rows["mornings"]:
        held_on = date.fromisoformat(row["held_on"])
        add_morning(session, held_on=held_on, mode=row["mode"], services=row["services"], invented=True)
    _post_nothing(session, asked)


def leave_some_waiting(session: Session) -> None:
    """Send the requests that wait for an answer on the day on which the demonstration is made."""
    asked = set()
    for row in read("support")["waiting"]:
        day = clock.today() - timedelta(days=row["days_ago"])
        with clock.set_to(clock.at_brussels(day, 9)):
            asked.add(_ask(session, row, kind=row["kind"], wishes=row["wishes"], dates=row["dates"]))
    _post_nothing(session, asked)


def form_groups(session: Session) -> None:
    """Form the support group of each bassin, with the meeting to come that it prepares and its tasks."""
    rows = read("information")
    roles = rows["roles"]
    for bassin, row in rows["groups"].items():
        for name, (role, organisation) in row["members"].items():
            add_member(session, bassin, MemberForm(name, organisation, roles[role], invented=True))
        meetings = upcoming(session, bassin)[:1]
        for meeting in meetings:
            prepare_meeting(session, bassin, meeting.code)
        for number, what in enumerate(row["tasks"]):
            due = meetings[0].starts_at.date() - timedelta(days=9 - 3 * number) if meetings else None
            add_task(session, bassin, TaskForm(what, next(iter(row["members"])), due))


def _document(row: dict[str, Any]) -> DocumentForm:
    titles = row["title"] | {"both": f"{row['title']['fr']} / {row['title']['nl']}"}
    files = {
        edition: Upload(leaflet(titles[edition], lines, edition), "application/pdf")
        for edition, lines in row["editions"].items()
    }
    return DocumentForm(row["title"], row["summary"], files)


def _accepted(session: Session, row: dict[str, Any], user_id: int) -> UUID:
    """Send a request, accept it a week later, and note what it aims at or the presentation it became."""
    day = date.fromisoformat(row["received"])
    with clock.set_to(clock.at_brussels(day, 10)):
        request_id = _ask(
            session,
            row,
            kind="presentation" if "meeting" in row else "support",
            wishes=row.get("wishes") or row["objective"],
            year=row["year"],
        )
    with clock.set_to(clock.at_brussels(day + _ANSWERED_AFTER, 14)):
        accept(session, request_id)
        record(session, user_id, "accept_request", f"request:{request_id}")
        note_follow_up(
            session,
            request_id,
            FollowUp(user_id, "", row["year"], row.get("objective", ""), row.get("meeting", "")),
        )
    return request_id


def _ask(
    session: Session,
    row: dict[str, Any],
    *,
    kind: Kind,
    wishes: str,
    dates: str = "",
    year: int | None = None,
) -> UUID:
    first, last = row["name"].lower().split(" ", 1)
    form = RequestForm(
        kind=kind,
        organisation=row["organisation"],
        sector=row["sector"],
        name=row["name"],
        email=f"{_plain(first)}.{last}@example.org",
        telephone="",
        language=row["language"],
        bassin_code=row["bassin"],
        mode=row["mode"],
        wishes=wishes,
        dates_note=dates,
        invented=True,
        # The id of a request follows from the attempt, so the same demonstration gives the same ids.
        attempt=f"demo {row['organisation']}",
    )
    request_id = read_token(ask(session, form, year=year))
    if request_id is None:
        raise DemoError(f"the request of {row['organisation']} has no private page")
    return request_id


def _plain(name: str) -> str:
    return name.replace("è", "e").replace("é", "e")


def _days_of_work(row: dict[str, Any]) -> Iterable[date]:
    """Spread the sittings of a service over 2023, never on a Saturday or a Sunday."""
    first = max(date.fromisoformat(row["received"]) + _FIRST_SITTING_AFTER, date(2023, 1, 12))
    step = (_LAST_SITTING - first) / row["sittings"]
    for number in range(row["sittings"]):
        day = first + step * number
        yield day - timedelta(days=2) if day.weekday() >= _SATURDAY else day


def _post_nothing(session: Session, asked: Iterable[UUID]) -> None:
    """Take the mails to invented people out of the outbox, in the transaction that put them there."""
    invented = {str(request_id) for request_id in asked}
    for mail in session.scalars(select(OutboxMail).where(OutboxMail.state == "waiting")):
        if mail.params.get("request") in invented:
            session.delete(mail)
    session.flush()
