"""Beginning an answer, or going on with one: the first page of a consultation, and what beginning costs."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from fastapi.responses import Response as HttpResponse

from app.consultations.errors import NotOpenError
from app.consultations.gate import (
    has_added_up,
    has_worked,
    is_fresh,
    is_rush,
    make_challenge,
    note_start,
    start_token,
)
from app.consultations.models import Consultation, Draft, Response
from app.consultations.paper.plan import offers_form
from app.consultations.queries import ConsultationView, consultation_by_code, consultation_view, view
from app.consultations.save import state_of
from app.consultations.start import start_draft
from app.db import ReadSession, WriteSession
from app.kit.errors import Message, Problem
from app.kit.forms import TRAP, Posted, PostedForm, see_other
from app.kit.localized import Lang, other_language
from app.kit.pages import page
from app.public.answer_pages import summary
from app.public.draft_cookie import began_here, held_or_none, remember, remember_beginning
from app.questionnaires import logic
from app.questionnaires.queries import form_of_version

router = APIRouter()


def address(lang: Lang, code: str, rest: str = "") -> str:
    """Return the address of a consultation or of one of its pages."""
    return f"/{lang}/c/{code}" + (f"/{rest}" if rest else "")


@router.get("/{lang}/c/{code}", name="public.consultation")
def landing(request: Request, session: ReadSession, lang: Lang, code: str) -> HTMLResponse:
    """Say what a consultation is about and let people begin, go on, or know when."""
    return _landing(request, session, lang, code)


def _landing(
    request: Request, session: ReadSession, lang: Lang, code: str, problems: tuple[Problem, ...] = ()
) -> HTMLResponse:
    row = consultation_by_code(session, code)
    consultation = view(row)
    mine = held_or_none(request, session, code)
    form = form_of_version(session, consultation.questionnaire_version_id)
    return page(
        request, "public/answer/landing.html", lang, consultation=consultation,
        status=422 if problems else 200, minutes=form.extras.get("minutes", ""),
        has_draft=isinstance(mine, Draft), is_correction=isinstance(mine, Draft) and mine.sent_on is not None,
        has_sent=isinstance(mine, Response), start_token=start_token(code), errors=summary(problems, lang),
        alternate_url=address(other_language(lang), code), on_paper=offers_form(session, row),
    )  # fmt: skip


@router.post("/{lang}/c/{code}/start", name="public.start")
def start(
    *, request: Request, session: WriteSession, reader: ReadSession, lang: Lang, code: str, form: PostedForm
) -> HttpResponse:
    """Begin an answer, or go on with the one that this browser holds."""
    row = consultation_by_code(session, code)
    consultation = view(row)
    require_open(consultation)
    mine = held_or_none(request, session, code)
    anew = form.flag("anew")
    if isinstance(mine, Draft) and (not anew or consultation.access != "open"):
        return go_on(request, session, mine, lang, code)
    if consultation.access != "open":
        raise NotOpenError("This consultation is for people who received a link of their own.")
    if problem := _refusal(code, form):
        return _landing(request, reader, lang, code, (problem,))
    if is_rush(session, row.id):
        if "puzzle" not in form and "sum" not in form:
            return see_other(address(lang, code, "begin" + ("?anew=yes" if anew else "")))
        if not _is_proven(session, code, form):
            wrong = Problem("sum", Message("That is not the sum. Please try this one."))
            return _challenge(request, reader, lang, code, anew="yes" if anew else "", problems=(wrong,))
    return go_on(request, session, _begin(session, row, lang), lang, code)


def _refusal(code: str, form: Posted) -> Problem | None:
    """Say what keeps a form from being that of a person who has just seen our page, if anything does."""
    if form.text(TRAP):
        return Problem(TRAP, Message("Leave this field empty."))
    if not is_fresh(code, form.text("start")):
        return Problem("begin", Message("This page had been open for a long time. Please begin once more."))
    return None


def _is_proven(session: WriteSession, code: str, form: Posted) -> bool:
    """Say whether the browser has worked, or the person has added up."""
    if has_worked(session, code, form.text("puzzle")):
        return True
    return has_added_up(session, code, form.text("asked"), form.text("sum"))


def _begin(session: WriteSession, row: Consultation, lang: Lang) -> Draft:
    draft = start_draft(session, row, lang)
    note_start(session, row.id, draft.id)
    return draft


@router.get("/{lang}/c/{code}/begin", name="public.begin")
def begin(
    request: Request,
    session: ReadSession,
    lang: Lang,
    code: str,
    anew: Annotated[str, Query(max_length=3)] = "",
) -> HTMLResponse:
    """Ask for a little work of the browser, or a sum, when very many people begin at once."""
    return _challenge(request, session, lang, code, anew=anew)


def _challenge(
    request: Request, session: ReadSession, lang: Lang, code: str, *, anew: str,
    problems: tuple[Problem, ...] = (),
) -> HTMLResponse:  # fmt: skip
    consultation = consultation_view(session, code)
    require_open(consultation)
    return page(
        request, "public/answer/begin.html", lang, status=422 if problems else 200, consultation=consultation,
        challenge=make_challenge(code), works=is_rush(session, consultation.id),
        start_token=start_token(code), anew=anew == "yes",
        errors=summary(problems, lang), alternate_url=address(other_language(lang), code, "begin"),
    )  # fmt: skip


def go_on(request: Request, session: WriteSession, draft: Draft, lang: Lang, code: str) -> HttpResponse:
    """Lead to the first page that was not gone through yet, and keep the draft in this browser."""
    state = state_of(draft, form_of_version(session, draft.questionnaire_version_id), lang)
    ahead = logic.unseen(state, draft.reached)
    answer = see_other(address(lang, code, f"q/{ahead}" if ahead else "check"))
    remember(answer, code, draft.id, assisted=draft.channel == "assisted")
    remember_beginning(answer, code, draft.id, began_here(request, code))
    return answer


def require_open(consultation: ConsultationView) -> None:
    """Refuse what only an open consultation takes.

    Raises:
        NotOpenError: it is closed, or not open yet; the message says which.
    """
    if consultation.phase == "closed":
        raise NotOpenError("This consultation is closed.")
    if consultation.phase == "before":
        raise NotOpenError("This consultation is not open yet.")
