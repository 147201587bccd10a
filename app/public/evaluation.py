"""The evaluation of a meeting, as those who were there find it in the room: by a slip or their own link."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.db import ReadSession, WriteSession
from app.kit.errors import InvalidError
from app.kit.forms import PostedForm, see_other
from app.kit.localized import Lang, other_language
from app.kit.pages import page
from app.meetings.evaluation import is_open
from app.meetings.forms import shown_errors
from app.meetings.hand_out import open_slip
from app.meetings.queries import public_meeting

router = APIRouter()

LONGEST_CODE = 60
"""Characters of a mistyped code that are shown again."""


@router.get("/{lang}/e/{code}", name="public.evaluation")
def evaluation(request: Request, session: ReadSession, lang: Lang, code: str) -> HTMLResponse:
    """Say how somebody who was there comes to a form."""
    return _page(request, session, lang, code, request.query_params.get("code", ""))


@router.post("/{lang}/e/{code}", name="public.open_slip")
def use_slip(
    *, request: Request, session: WriteSession, reader: ReadSession, lang: Lang, code: str, form: PostedForm
) -> Response:
    """Lead to the form that the code of a slip opens."""
    typed = form.text("code")
    try:
        # A savepoint, so that a refusal leaves no trace, not even the number that the lock raises.
        with session.begin_nested():
            consultation_code, ticket = open_slip(session, code, typed)
    except InvalidError as error:
        return _page(request, reader, lang, code, typed, error=error)
    return see_other(f"/{lang}/c/{consultation_code}/t/{ticket}")


def _page(
    request: Request,
    session: Session,
    lang: Lang,
    code: str,
    typed: str,
    *,
    error: InvalidError | None = None,
) -> HTMLResponse:
    meeting = public_meeting(session, code)
    lines, messages = shown_errors(error, lang) if error else ([], {})
    return page(
        request,
        "public/meetings/evaluation.html",
        lang,
        status=error.status if error else 200,
        meeting=meeting,
        is_open=is_open(session, meeting.evaluation_id),
        typed=typed[:LONGEST_CODE],
        errors=lines,
        messages=messages,
        alternate_url=f"/{other_language(lang)}/e/{code}",
    )
