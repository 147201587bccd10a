"""A meeting for one's own calendar."""

from datetime import date
from urllib.parse import urlsplit

from icalendar import Calendar, Event, vText

from app.kit import clock
from app.kit.i18n import gettext
from app.kit.localized import Lang
from app.meetings.queries import MeetingView
from app.settings import get_settings

PRODUCER = "-//Ateliers//Ateliers//FR"


def meeting_calendar(meeting: MeetingView, lang: Lang, link: str = "") -> str:
    """Return a calendar (RFC 5545) with the meeting as its only event, in one language and in Brussels time.

    `link` is the whole address of the page to come back to; without it, the meeting's public page. The UID
    stays the same whatever is changed and whichever language is asked for, so a calendar updates its entry.
    """
    base_url = get_settings().base_url
    page = link or f"{base_url}/{lang}/m/{meeting.code}"
    event = Event()
    event.add("uid", f"meeting-{meeting.code}@{urlsplit(base_url).hostname}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", clock.local(meeting.starts_at))
    event.add("dtend", clock.local(meeting.ends_at))
    event.add("summary", _text(meeting.title[lang], lang))
    event.add("location", _text(meeting.place[lang], lang))
    parts = [
        meeting.description[lang],
        meeting.access[lang],
        gettext(lang, "More information: %(link)s", link=page),
    ]
    event.add("description", _text("\n\n".join(part for part in parts if part.strip()), lang))
    event.add("url", page)
    event.add("status", "CANCELLED" if meeting.status == "cancelled" else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.status == "cancelled" else "PUBLISH")
    calendar.add_component(event)
    # Only the changes of hour around the meeting: all of them since 1970 would be most of the file.
    day = clock.local(meeting.starts_at).date()
    calendar.add_missing_timezones(first_date=date(day.year - 1, 1, 1), last_date=date(day.year + 2, 1, 1))
    content: bytes = calendar.to_ical()
    return content.decode()


def _text(value: str, lang: Lang) -> vText:
    return vText(value, params={"LANGUAGE": lang})
