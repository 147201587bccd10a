"""How a consultation goes while it is open: who begins, who finishes and where people stop."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from app.analysis.progress import SeenProgress, SeenStop, seen_progress
from app.consultations.queries import consultation_view
from app.consultations.rules import CHECK, LONGEST_MINUTES
from app.db import ReadSession
from app.kit import i18n
from app.kit.localized import Lang
from app.kit.pages import page
from app.staff.guard import Member, require
from app.staff.sights import sight_of
from app.territory.queries import all_bassins

router = APIRouter(prefix="/staff/consultations")

Reader = Annotated[Member, Depends(require("read_figures"))]


@router.get("/{code}/progress", name="staff.progress")
def show_progress(request: Request, session: ReadSession, member: Reader, code: str) -> HTMLResponse:
    """Show how a consultation goes. Eight statements, however many answers there are."""
    from app.analysis.labels import Words, named, translator  # noqa: PLC0415 - loads numpy

    consultation = consultation_view(session, code)
    lang = member.language
    found = seen_progress(session, consultation, sight_of(member))
    bassins = {view.code: view.name for view in all_bassins(session)}
    words = Words(lang, translator(lang), bassins)
    places = [code for code in (*bassins, "region", "unknown") if member.may_see(code)]
    return page(
        request,
        "staff/consultations/progress.html",
        lang,
        user=member,
        consultation=consultation,
        found=found,
        sentences=sentences(found, lang),
        labels={stop.name: label_of(stop, lang) for stop in found.stops},
        language_names=words.of("language"),
        by_bassin=[
            (code, label, found.by_bassin[code])
            for code, label in zip(places, named(places, words.of("bassin")), strict=True)
            if code in found.by_bassin
        ],
        by_profile=[
            (code, label, n)
            for (code, n), label in zip(
                found.by_profile.items(), named(list(found.by_profile), words.of("profile")), strict=True
            )
        ],
    )


def label_of(stop: SeenStop, lang: Lang) -> str:
    """Return the name of a page as its reader knows it."""
    if stop.name == CHECK:
        return i18n.gettext(lang, "Check your answers")
    return stop.label.get(lang, stop.name)


def sentences(found: SeenProgress, lang: Lang) -> list[str]:
    """Say how it goes: how many sent, where most of the others stand, and how long it takes."""
    if not found.anybody:
        return [i18n.gettext(lang, "Nobody has begun yet.")]
    if found.started is None:
        hidden = i18n.gettext(
            lang, "How many answers were begun and not sent is hidden: few people could be recognised."
        )
        if not found.finished:
            return [hidden]
        return [
            i18n.ngettext(lang, "One answer was sent.", "%(n)s answers were sent.", found.finished),
            hidden,
        ]
    if found.finished:
        sent = i18n.ngettext(
            lang,
            "The one answer that was begun was sent.",
            "%(finished)s of the %(n)s answers begun were sent (%(share)s).",
            found.started,
            finished=i18n.number(found.finished, lang),
            share=i18n.percent(found.finished / found.started, lang),
        )
    else:
        sent = i18n.ngettext(
            lang,
            "One answer was begun; none has been sent yet.",
            "%(n)s answers were begun; none has been sent yet.",
            found.started,
        )
    return [text for text in (sent, _where_most_stop(found, lang), how_long(found.minutes, lang)) if text]


def _where_most_stop(found: SeenProgress, lang: Lang) -> str:
    """Name the one page at which most people stand; '' where there is no such page."""
    stops = [
        (stop.stopped, stop) for stop in found.stops if stop.stopped is not None and stop.came is not None
    ]
    if len(stops) < len(found.stops):
        # Which page has most stops says something of those whose numbers are hidden.
        return ""
    (others, _), (most, worst) = sorted(stops, key=lambda one: one[0])[-2:]
    if most == others:
        return ""
    return i18n.ngettext(
        lang,
        "Most stops are at “%(page)s”: one of the %(came)s who came there.",
        "Most stops are at “%(page)s”: %(n)s of the %(came)s who came there.",
        worst.stopped or 0,
        page=label_of(worst, lang),
        came=i18n.number(worst.came or 0, lang),
    )


def how_long(minutes: int | None, lang: Lang) -> str:
    """Say how long half of the people need at most; '' where too few were measured."""
    if minutes is None:
        return ""
    if minutes < 1:
        return i18n.gettext(lang, "It takes less than a minute.")
    if minutes >= LONGEST_MINUTES:
        return i18n.gettext(lang, "It takes two hours or more, pauses included.")
    return i18n.ngettext(lang, "It takes about one minute.", "It takes about %(n)s minutes.", minutes)
