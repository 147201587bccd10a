"""The form on paper, for whoever would rather answer with a pen."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.consultations.paper.plan import offers_form
from app.consultations.paper.print_form import printed_form
from app.consultations.queries import consultation_by_code
from app.db import ReadSession
from app.kit.errors import NotFoundError
from app.kit.localized import Lang

router = APIRouter()


@router.get("/{lang}/c/{code}/form.pdf", name="public.paper_form")
def paper_form(session: ReadSession, lang: Lang, code: str) -> Response:
    """Give the form to print, while the consultation is open to all and its team lets people print it.

    Raises:
        NotFoundError: there is no form to print now.
    """
    row = consultation_by_code(session, code)
    if not offers_form(session, row):
        raise NotFoundError("There is no form to print here.")
    headers = {
        "Cache-Control": "public, max-age=600",
        "Content-Disposition": f'inline; filename="{code}-{lang}.pdf"',
        "Content-Language": lang,
    }
    return Response(printed_form(session, row, lang), media_type="application/pdf", headers=headers)
