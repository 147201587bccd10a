"""Leaving an address to receive the results of a consultation.

These pages never look at the cookie that holds an answer, and no address or form that leads here carries
anything of it.
"""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.responses import Response as HttpResponse

from app.consultations.queries import consultation_view
from app.contacts.ask_for_results import ask_for_results
from app.db import ReadSession, WriteSession
from app.kit.errors import InvalidError
from app.kit.forms import TRAP, FieldReader, Posted, PostedForm, see_other
from app.kit.localized import Lang, other_language
from app.kit.pages import page
from app.public.answer_pages import summary
from app.public.beginning import address

router = APIRouter()


@router.get("/{lang}/c/{code}/results", name="public.results")
def results(request: Request, session: ReadSession, lang: Lang, code: str) -> HTMLResponse:
    """Ask for an address."""
    return _form(request, session, code, Posted({}), lang=lang)


@router.post("/{lang}/c/{code}/results", name="public.ask_for_results")
def ask(
    *, request: Request, session: WriteSession, reader: ReadSession, lang: Lang, code: str, form: PostedForm
) -> HttpResponse:
    """Keep an address. Whether it was known already is not said: it may be somebody else's."""
    fields = FieldReader(form)
    email = fields.email("email", required="Enter the e-mail address to which we may send the results.")
    if form.text(TRAP):
        fields.problem(TRAP, "Leave this field empty.")
    try:
        fields.check()
    except InvalidError as error:
        return _form(request, reader, code, form, lang=lang, error=error)
    ask_for_results(session, code, email, lang)
    return see_other(address(lang, code, "results/noted"))


@router.get("/{lang}/c/{code}/results/noted", name="public.results_noted")
def noted(request: Request, session: ReadSession, lang: Lang, code: str) -> HTMLResponse:
    """Thank, and say what happens with the address."""
    return page(
        request, "public/results/noted.html", lang, consultation=consultation_view(session, code),
        alternate_url=address(other_language(lang), code, "results/noted"),
    )  # fmt: skip


def _form(
    request: Request,
    session: ReadSession,
    code: str,
    posted: Posted,
    *,
    lang: Lang,
    error: InvalidError | None = None,
) -> HTMLResponse:
    problems = error.problems if error else []
    return page(
        request, "public/results/ask.html", lang, status=error.status if error else 200,
        consultation=consultation_view(session, code), email=posted.text("email"),
        website=posted.text(TRAP), errors=summary(problems, lang),
        messages={problem.field: problem.message.text(lang) for problem in problems},
        alternate_url=address(other_language(lang), code, "results"),
    )  # fmt: skip
