"""Finding a meeting: the lists by bassin, the meetings of a series, and calendars to subscribe to."""

from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from app.db import ReadSession
from app.kit.i18n import gettext
from app.kit.localized import Lang, in_language, other_language
from app.kit.pages import page
from app.meetings.calendar import feed, feed_tag
from app.meetings.errors import NoSuchMeetingError
from app.meetings.lists import (
    REGION,
    Wanted,
    When,
    calendar_meetings,
    calendar_state,
    public_list,
    series_of,
)
from app.settings import get_settings
from app.territory.queries import all_bassins

router = APIRouter()

LAST_PAGE = 100_000


@router.get("/{lang}/meetings", name="public.meetings")
def meetings(
    *,
    request: Request,
    session: ReadSession,
    lang: Lang,
    bassin: str = "",
    when: str = "to_come",
    number: Annotated[int, Query(alias="page", ge=1, le=LAST_PAGE)] = 1,
) -> HTMLResponse:
    """List the meetings to come, or those that are over, of all bassins or of one. Five statements."""
    everyone = all_bassins(session)
    names = {one.code: one.name for one in everyone}
    # An address that somebody mistyped shows every meeting rather than none.
    chosen = bassin if bassin in names or bassin == REGION else ""
    which: When = "past" if when == "past" else "to_come"
    found = public_list(session, Wanted(when=which, bassin=chosen), number)
    same = _query(bassin=chosen, when=which, page=found.number)
    return page(
        request,
        "public/meetings/list.html",
        lang,
        listed=found,
        bassins=everyone,
        chosen=chosen,
        region=REGION,
        when=which,
        feed=_feed_address(lang, chosen if chosen in names else ""),
        alternate_url=f"/{other_language(lang)}/meetings{same}",
    )


@router.get("/{lang}/meetings/series/{series}", name="public.series")
def series(request: Request, session: ReadSession, lang: Lang, series: str) -> HTMLResponse:
    """List the meetings of a series that the public may see. Three statements."""
    found = [meeting for meeting in series_of(session, series) if meeting.status != "draft"]
    if not found:
        raise NoSuchMeetingError
    return page(
        request,
        "public/meetings/series.html",
        lang,
        meetings=found,
        alternate_url=f"/{other_language(lang)}/meetings/series/{series}",
    )


@router.get("/{lang}/meetings.ics", name="public.meetings_feed")
def region_feed(request: Request, session: ReadSession, lang: Lang) -> Response:
    """Give the calendar of every meeting. One statement when nothing changed."""
    return _feed(request, session, lang, None, gettext(lang, "Workshops for change"))


@router.get("/{lang}/bassins/{code}/meetings.ics", name="public.bassin_feed")
def bassin_feed(request: Request, session: ReadSession, lang: Lang, code: str) -> Response:
    """Give the calendar of the meetings of one bassin. Two statements when nothing changed."""
    name = next((one.name for one in all_bassins(session) if one.code == code), None)
    if name is None:
        raise NoSuchMeetingError
    title = gettext(lang, "Workshops for change: %(bassin)s", bassin=in_language(name, lang))
    return _feed(request, session, lang, code, title)


def _feed(request: Request, session: ReadSession, lang: Lang, bassin: str | None, name: str) -> Response:
    count, changed_at = calendar_state(session, bassin)
    tag = feed_tag(lang, bassin, (count, changed_at, name))
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Content-Language": lang}
    if changed_at:
        headers["Last-Modified"] = format_datetime(changed_at.replace(microsecond=0), usegmt=True)
    if _is_known(request, tag, headers.get("Last-Modified", "")):
        return Response(status_code=304, headers=headers)
    return Response(
        feed(calendar_meetings(session, bassin), lang, name),
        media_type="text/calendar; charset=utf-8",
        headers=headers | {"Content-Disposition": f'inline; filename="{bassin or "meetings"}.ics"'},
    )


def _is_known(request: Request, tag: str, last_modified: str) -> bool:
    """Say whether the program has this already. An ETag counts before a moment, as RFC 9110 asks."""
    known = request.headers.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or tag in {one.strip().removeprefix("W/") for one in known.split(",")}
    since = request.headers.get("if-modified-since", "")
    if not since or not last_modified:
        return False
    try:
        return parsedate_to_datetime(last_modified) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        # A moment that nobody can read is no moment: the program gets everything.
        return False


def _feed_address(lang: Lang, bassin: str) -> str:
    """Return the whole address of a calendar, for a program to subscribe to."""
    path = f"/{lang}/bassins/{bassin}/meetings.ics" if bassin else f"/{lang}/meetings.ics"
    return get_settings().base_url + path


def _query(**values: object) -> str:
    usual = {"bassin": "", "when": "to_come", "page": 1}
    said = {name: value for name, value in values.items() if value != usual[name]}
    return f"?{urlencode(said)}" if said else ""
