"""Looking at a version of a questionnaire as people will see it, before any consultation asks it."""

from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.consultations.queries import ConsultationView
from app.db import ReadSession
from app.kit import clock
from app.kit.forms import PostedForm
from app.kit.i18n import gettext
from app.kit.localized import LANGUAGES, Lang, Localized
from app.questionnaires.library import version_row
from app.questionnaires.queries import form_of_version
from app.staff.comparison_lines import in_words
from app.staff.preview import Manager, Number, Seen, one_page, overview, step
from app.staff.questionnaires import MANY

router = APIRouter(prefix="/staff/questionnaires/{code}/versions/{version}/preview")


@router.get("", name="staff.version_preview")
def preview(
    *, request: Request, session: ReadSession, member: Manager, code: str, version: int, number: Number = 0,
    show: Literal["fr", "nl", ""] = "",
) -> HTMLResponse:  # fmt: skip
    """Show both languages side by side, with the list of pages and their conditions."""
    return overview(request, member, _seen(session, code, version, member.language), number, show)


@router.get("/{lang}/{number}", name="staff.version_preview_page")
def preview_page(
    *, request: Request, session: ReadSession, member: Manager, code: str, version: int, lang: Lang,
    number: int,
) -> HTMLResponse:  # fmt: skip
    """Show one page as people see it in one language."""
    return one_page(request, member, _seen(session, code, version, lang), lang, number)


@router.post("/{lang}/{number}", name="staff.version_preview_step")
def preview_step(
    *, session: ReadSession, member: Manager, code: str, version: int, lang: Lang, number: int,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Lead where the button says. What was typed goes nowhere."""
    return step(_seen(session, code, version, member.language), lang, number, form)


def _seen(session: Session, code: str, number: int, lang: Lang) -> Seen:
    row = version_row(session, code, number if 0 < number <= MANY else 0)
    form = form_of_version(session, row.id)
    now = clock.now()
    welcome: Localized = {
        one: gettext(one, "Here stand the words of welcome of the consultation.") for one in LANGUAGES
    }
    thanks: Localized = {
        one: gettext(one, "Here stand the closing words of the consultation.") for one in LANGUAGES
    }
    # The words around the questions belong to a consultation, and there is none yet.
    stand_in = ConsultationView(
        id=0, code=code, programme_code="", strand_code="", questionnaire_version_id=row.id,
        audience="citizens", access="open", title=form.title,
        intro=welcome, thanks=thanks,
        opens_at=now, closes_at=now, invented=False, phase="open", status="draft", version=0,
    )  # fmt: skip
    home = f"/staff/questionnaires/{code}"
    return Seen(
        stand_in,
        form,
        f"{home}/versions/{number}/preview",
        (
            (gettext(lang, "Questionnaires"), "/staff/questionnaires"),
            (in_words(form.title, lang, code), home),
        ),
    )
