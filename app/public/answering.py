"""Answering a consultation: one idea per page, plain forms, everything kept at every step."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from fastapi.responses import Response as HttpResponse

from app.consultations.correct import is_being_corrected
from app.consultations.errors import AlreadySentError, ChangedFormError, CorrectionTooLateError
from app.consultations.files import taken
from app.consultations.gate import is_too_quick
from app.consultations.models import Draft, Response
from app.consultations.queries import ConsultationView, consultation_view
from app.consultations.rounds import read_change
from app.consultations.save import (
    Saved,
    page_as_it_is,
    page_named,
    page_of_draft,
    page_problems,
    save_page,
    state_of,
)  # fmt: skip
from app.consultations.send import send
from app.db import ReadSession, WriteSession
from app.kit.errors import InvalidError, Problem
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import Lang, is_language, other_language
from app.kit.pages import page
from app.kit.uploads import FormWithFiles
from app.public import answer_pages, answer_rounds, page_buttons
from app.public.beginning import address, go_on, require_open
from app.public.bundle import bundle_address
from app.public.draft_cookie import began_here, forget, held, remember, remember_beginning
from app.public.files import files_at
from app.questionnaires import logic
from app.questionnaires.fields import field_views, marks
from app.questionnaires.logic import State
from app.questionnaires.model import Page
from app.questionnaires.queries import form_of_version

router = APIRouter()


@router.get("/{lang}/c/{code}/q/{name}", name="public.question")
def question(
    request: Request,
    session: ReadSession,
    lang: Lang,
    code: str,
    *,
    name: str,
    to: Annotated[str, Query(max_length=20)] = "",
    mend: Annotated[str, Query(max_length=1)] = "",
) -> HttpResponse:
    """Show one page of a draft. With `mend`, what is wrong on it is said at once."""
    consultation, draft = held(request, session, code)
    if isinstance(draft, Response):
        return see_other(address(lang, code, "receipt"))
    require_open(consultation)
    form = form_of_version(session, draft.questionnaire_version_id)
    state = state_of(draft, form, lang)
    shown = page_named(state.form, answer_rounds.name_now(state, name))
    if not logic.shown_questions(shown, state):
        onward = logic.neighbour(state, shown.name, +1)
        return see_other(address(lang, code, f"q/{onward.name}" if onward else "check"))
    problems = page_problems(draft, shown, state) if mend else []
    return render(request, consultation, draft, shown, state, problems=problems, to=to)


def render(
    request: Request,
    consultation: ConsultationView,
    draft: Draft,
    shown: Page,
    state: State,
    *,
    problems: list[Problem] | None = None,
    to: str = "",
    typed: Posted | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Render a page of a draft with its fields, and what is wrong beside them."""
    found = problems or []
    typed_values = typed.as_dict() if typed else None
    data = answer_pages.page_data(draft, shown, state)
    return page(
        request, "public/answer/page.html", state.lang, status=status, consultation=consultation, shown=shown,
        fields=field_views(
            shown, state, draft.unfinished, draft.shown_order, problems=found, typed=typed_values,
            files=files_at(state.lang, draft.id),
        ),
        errors=answer_pages.summary(found, state.lang), to=to if to == "check" else "",
        was=marks(shown, state, draft.unfinished),
        bundle=_bundle_of(consultation, draft, state), **data,
    )  # fmt: skip


def _bundle_of(consultation: ConsultationView, draft: Draft, state: State) -> str:
    """Return the address of what the phone takes along.

    It does not correct alone: whoever corrects sees the day on which the answer was first sent. Nor does it
    keep what is filled in for somebody else.
    """
    if draft.sent_on is not None or draft.channel != "web":
        return ""
    return bundle_address(consultation, draft.questionnaire_version_id, state.form, state.lang)


@router.post("/{lang}/c/{code}/q/{name}", name="public.answer")
def answer(
    request: Request, session: WriteSession, lang: Lang, code: str, *, name: str, posted: FormWithFiles
) -> HttpResponse:
    """Keep what was typed on a page, then go where the button says."""
    consultation, draft = held(request, session, code, posted.text("draft"))
    if isinstance(draft, Response):
        if is_being_corrected(session, draft.id):
            raise CorrectionTooLateError
        raise AlreadySentError
    require_open(consultation)
    form, refused = taken(session, draft, name, posted)
    go = form.text("go") or "next"
    change = read_change(go)
    if change is None and go not in {"next", "back", "later", "lang:fr", "lang:nl"}:
        compiled = form_of_version(session, draft.questionnaire_version_id)
        form = page_buttons.pressed(page_of_draft(compiled, draft, name), form, go)
    try:
        saved = save_page(session, draft.id, name, form, lang, validate=go == "next", change=change)
    except InvalidError as error:
        compiled = form_of_version(session, draft.questionnaire_version_id)
        state = state_of(draft, compiled, lang)
        shown = page_as_it_is(page_of_draft(compiled, draft, name), state)
        if not logic.shown_questions(shown, state):
            raise ChangedFormError from error
        return render(
            request, consultation, draft, shown, state, problems=error.problems, to=form.text("to"),
            typed=form, status=error.status,
        )  # fmt: skip
    if refused:
        further = [problem for problem in saved.problems if problem.field not in {p.field for p in refused}]
        saved = replace(saved, problems=[*refused, *further])
    if told := answer_rounds.to_tell(saved, go):
        shown, problems = told
        return render(
            request, consultation, draft, shown, saved.state, problems=problems, to=form.text("to"),
            status=422,
        )  # fmt: skip
    if onward := answer_rounds.place(saved, go, form.text("to")):
        done = see_other(address(lang, code, onward))
    else:
        done = see_other(_onward(saved, lang, code, go=go, to=form.text("to"), reached=draft.reached))
    # The page that was posted says whose answer this is, whatever another tab has begun since.
    remember(done, code, draft.id, assisted=draft.channel == "assisted")
    return done


def _onward(saved: Saved, lang: Lang, code: str, *, go: str, to: str, reached: list[str]) -> str:
    """Return the address where the button `go` leads from the page that was saved."""
    state, name = saved.state, saved.page.name
    target = go.removeprefix("lang:")
    back_to_check = "?to=check" if to == "check" else ""
    if go.startswith("lang:") and is_language(target):
        return address(target, code, f"q/{name}{back_to_check}")
    if go == "later":
        return address(lang, code, "later")
    if go == "back":
        before = logic.neighbour(state, name, -1)
        return address(lang, code, f"q/{before.name}" if before else "")
    if stays_at := page_buttons.place(go) or saved.revealed:
        return address(lang, code, f"q/{name}{back_to_check}#{stays_at}")
    after = logic.neighbour(state, name, +1)
    if after is not None and to != "check":
        return address(lang, code, f"q/{after.name}")
    # What a changed answer has opened is shown before everything is checked.
    unseen = logic.unseen(state, reached)
    return address(lang, code, f"q/{unseen}?to=check" if unseen else "check")


@router.get("/{lang}/c/{code}/check", name="public.check")
def check(
    request: Request,
    session: ReadSession,
    lang: Lang,
    code: str,
    quick: Annotated[str, Query(max_length=1)] = "",
) -> HttpResponse:
    """Show every answer before it is sent. With `quick`, say why it was not sent at once."""
    consultation, draft = held(request, session, code)
    if isinstance(draft, Response):
        return see_other(address(lang, code, "receipt"))
    require_open(consultation)
    state = state_of(draft, form_of_version(session, draft.questionnaire_version_id), lang)
    pages = logic.open_pages(state)
    return page(
        request, "public/answer/check.html", lang, consultation=consultation,
        sections=answer_pages.sections(
            state, draft.unfinished, address(lang, code, "q"), files=files_at(lang, draft.id)
        ),
        last_page=pages[-1].name if pages else "", alternate_url=address(other_language(lang), code, "check"),
        others=answer_pages.set_aside(draft, state, address(lang, code, "q")),
        draft_token=answer_pages.token_of(draft.id), sent_on=draft.sent_on, was_quick=bool(quick),
        assisted=draft.channel == "assisted",
    )  # fmt: skip


@router.post("/{lang}/c/{code}/send", name="public.send")
def send_answer(
    request: Request, session: WriteSession, lang: Lang, code: str, form: PostedForm
) -> HttpResponse:
    """Send an answer, once, and lead to its receipt."""
    _, draft = held(request, session, code, form.text("draft"))
    if isinstance(draft, Draft) and draft.sent_on is None:
        began = began_here(request, code)
        if is_too_quick(draft.id, began, len(draft.reached)):
            again = see_other(address(lang, code, "check?quick=1"))
            remember_beginning(again, code, draft.id, began)
            return again
    sending = send(session, draft.id, lang)
    if sending.response_id is None:
        mend = "&mend=1" if sending.problems else ""
        return see_other(address(lang, code, f"q/{sending.page}?to=check{mend}"))
    done = see_other(address(lang, code, "receipt"))
    remember(done, code, sending.response_id, assisted=draft.channel == "assisted")
    return done


@router.get("/{lang}/c/{code}/receipt", name="public.receipt")
def receipt(request: Request, session: ReadSession, lang: Lang, code: str) -> HttpResponse:
    """Thank, show the receipt's code and what was sent."""
    consultation, mine = held(request, session, code)
    if isinstance(mine, Draft):
        return see_other(address(lang, code, "check"))
    form = form_of_version(session, mine.questionnaire_version_id)
    return page(
        request, "public/answer/receipt.html", lang, consultation=consultation,
        draft_token=answer_pages.token_of(mine.id), receipt_code=answer_pages.receipt_code(mine.id),
        too_late=is_being_corrected(session, mine.id),
        qr=answer_pages.qr_svg(answer_pages.mine_link(lang, mine.id)),
        sections=answer_pages.sent_sections(form, mine, lang), assisted=mine.channel == "assisted",
        alternate_url=address(other_language(lang), code, "receipt"),
    )  # fmt: skip


@router.get("/{lang}/c/{code}/later", name="public.later")
def later(request: Request, session: ReadSession, lang: Lang, code: str) -> HttpResponse:
    """Show the link by which the author comes back, from this phone or another."""
    consultation, draft = held(request, session, code)
    if isinstance(draft, Response):
        return see_other(address(lang, code, "receipt"))
    link = answer_pages.resume_link(lang, code, draft.id)
    return page(
        request, "public/answer/later.html", lang, consultation=consultation, link=link,
        qr=answer_pages.qr_svg(link), alternate_url=address(other_language(lang), code, "later"),
    )  # fmt: skip


@router.get("/{lang}/c/{code}/resume/{token}", name="public.resume")
def resume(request: Request, session: ReadSession, lang: Lang, code: str, token: str) -> HttpResponse:
    """Offer to go on with a draft. Nothing happens yet: programs that read mails follow links too."""
    consultation, mine = held(request, session, code, token)
    return page(
        request, "public/answer/resume.html", lang, consultation=consultation, token=token,
        assisted=mine.channel == "assisted",
        alternate_url=address(other_language(lang), code, f"resume/{token}"),
    )  # fmt: skip


@router.post("/{lang}/c/{code}/resume/{token}", name="public.resume_now")
def resume_now(request: Request, session: WriteSession, lang: Lang, code: str, token: str) -> HttpResponse:
    """Go on with a draft in this browser."""
    _, mine = held(request, session, code, token)
    if isinstance(mine, Draft):
        return go_on(request, session, mine, lang, code)
    done = see_other(address(lang, code, "receipt"))
    remember(done, code, mine.id, assisted=mine.channel == "assisted")
    return done


@router.post("/{lang}/c/{code}/forget", name="public.forget")
def forget_here(session: ReadSession, lang: Lang, code: str, form: PostedForm) -> HttpResponse:
    """Forget the answer on this device; what was saved or sent stays where it is.

    Whoever filled in for somebody comes back to the page of the team, for the next person.
    """
    consultation_view(session, code)
    team = f"/staff/consultations/{code}/paper#assisted"
    done = see_other(team if form.flag("assisted") else f"{address(lang, code)}?forgotten=1")
    forget(done, code)
    return done
