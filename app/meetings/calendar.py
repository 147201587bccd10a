"""Meetings for one's own calendar: one of them, or all of a bassin as a calendar to subscribe to."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlsplit

from icalendar import Calendar, Event, vCalAddress, vText

from app.kit import clock
from app.kit.i18n import gettext
from app.kit.localized import Lang
from app.kit.outbox.message import sender
from app.meetings.queries import MeetingView, SittingView
from app.settings import get_settings

PRODUCER: Final = "-//Ateliers//Ateliers//FR"
REFRESH: Final = timedelta(hours=6)
"""How often we ask programs to look again; those that look every minute cost one statement."""
_SHAPE: Final = "1"
"""To be raised when the same meetings are written otherwise, so that nobody keeps the old words."""


def meeting_calendar(
    meeting: MeetingView, lang: Lang, link: str = "", *, withdrawn: bool = False, raised: int = 0
) -> str:
    """Return a calendar (RFC 5545) with an event for each day of a meeting, in Brussels time.

    `link` is the whole address of the page to come back to; without it, the meeting's public page. A UID
    stays the same whatever is changed and whichever language is asked for, and SEQUENCE grows with each
    change, so a calendar updates its entries. `withdrawn` takes them out of the calendar of somebody who does
    not come any more; `raised` is added to SEQUENCE.
    """
    calendar = _empty("CANCEL" if withdrawn or meeting.status == "cancelled" else "PUBLISH")
    _add(calendar, meeting, lang, link)
    for event in calendar.walk("VEVENT"):
        event["sequence"] = meeting.sequence + raised
        # Programs that get an entry by mail want to know whose it is (RFC 5546).
        event.add("organizer", _organizer())
        if withdrawn:
            event["status"] = "CANCELLED"
    return _written(calendar, [meeting])


def _organizer() -> vCalAddress:
    who = sender()
    organizer = vCalAddress(f"mailto:{who.addr_spec}")
    if who.display_name:
        organizer.params["cn"] = vText(who.display_name)
    return organizer


def feed(meetings: Sequence[MeetingView], lang: Lang, name: str) -> str:
    """Return a calendar to subscribe to, with every day of every meeting, called `name`."""
    calendar = _empty("PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, name)
    calendar.add("x-wr-timezone", str(clock.BRUSSELS))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESH // timedelta(hours=1)}H")
    for meeting in meetings:
        _add(calendar, meeting, lang)
    return _written(calendar, meetings)


def feed_tag(lang: Lang, bassin: str | None, state: tuple[object, ...]) -> str:
    """Return the ETag of a calendar to subscribe to, from what `lists.calendar_state` says of it."""
    said = "|".join([_SHAPE, lang, bassin or "", get_settings().base_url, *(str(part) for part in state)])
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def _empty(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _add(calendar: Calendar, meeting: MeetingView, lang: Lang, link: str = "") -> None:
    for sitting in meeting.sittings:
        calendar.add_component(_event(meeting, sitting, lang, link))


def _event(meeting: MeetingView, sitting: SittingView, lang: Lang, link: str) -> Event:
    base_url = get_settings().base_url
    page = link or f"{base_url}/{lang}/m/{meeting.code}"
    cancelled = meeting.status == "cancelled"
    event = Event()
    event.add("uid", f"meeting-{meeting.code}-{sitting.id}@{urlsplit(base_url).hostname}")
    # Not the present moment: what did not change has to be the same, letter by letter.
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("sequence", meeting.sequence)
    event.add("dtstart", clock.local(sitting.starts_at))
    event.add("dtend", clock.local(sitting.ends_at))
    event.add("summary", _text(_summary(meeting, sitting, lang), lang))
    event.add("location", _text(meeting.place[lang], lang))
    parts = [
        meeting.cancel_reason[lang] if cancelled else "",
        meeting.description[lang],
        meeting.access[lang],
        meeting.interpretation[lang],
        gettext(lang, "More information: %(link)s", link=page),
    ]
    event.add("description", _text("\n\n".join(part for part in parts if part.strip()), lang))
    event.add("url", page)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


def _summary(meeting: MeetingView, sitting: SittingView, lang: Lang) -> str:
    title = meeting.title[lang]
    if len(meeting.sittings) > 1:
        title = gettext(
            lang, "%(title)s (day %(number)s of %(days)s)",
            title=title, number=sitting.number, days=len(meeting.sittings),
        )  # fmt: skip
    if meeting.status == "cancelled":
        # Some programs show a cancelled event as any other.
        title = gettext(lang, "Cancelled: %(title)s", title=title)
    return title


def _written(calendar: Calendar, meetings: Sequence[MeetingView]) -> str:
    if meetings:
        # Only the changes of hour around the meetings: all of them since 1970 would be most of the file.
        first = clock.local(min(meeting.starts_at for meeting in meetings)).year
        last = clock.local(max(meeting.ends_at for meeting in meetings)).year
        calendar.add_missing_timezones(first_date=date(first - 1, 1, 1), last_date=date(last + 2, 1, 1))
    content: bytes = calendar.to_ical()
    return content.decode()


def _text(value: str, lang: Lang) -> vText:
    return vText(value, params={"LANGUAGE": lang})
