"""The printed form of a consultation: blank, or in copies that each have a number and a strip to keep."""

from sqlalchemy.orm import Session

from app.consultations.models import Consultation
from app.consultations.paper.models import PaperRun
from app.consultations.paper.plan import PlanView, paper_plan
from app.consultations.paper.rules import sheet_code
from app.consultations.paper.type_in import response_id_of
from app.consultations.send import receipt_code
from app.kit.clock import local
from app.kit.i18n import gettext, long_date
from app.kit.localized import LANGUAGES, Lang, Localized
from app.kit.qr import qr_svg
from app.questionnaires.paper.document import LANGS_OF, Cover, Edition, Sheet, as_pdf, document
from app.questionnaires.queries import form_of_version
from app.questionnaires.review import version_view
from app.settings import get_settings


def printed_form(
    session: Session, consultation: Consultation, edition: Edition, run: PaperRun | None = None
) -> bytes:
    """Return the form of a consultation as a PDF: a copy for each number of `run`, or one without."""
    version_id = run.questionnaire_version_id if run else consultation.questionnaire_version_id
    lang = LANGS_OF[edition][0]
    version = version_view(session, version_id)
    form = form_of_version(session, version_id)
    online = (
        f"{get_settings().base_url}/{lang}/c/{consultation.code}" if consultation.access == "open" else ""
    )
    cover = Cover(
        title=consultation.title,
        intro=consultation.intro,
        return_words=return_words(paper_plan(session, consultation), consultation),
        code=f"{version.code} v{version.number}",
        address=online,
        my_answer=f"{get_settings().base_url}/{lang}/my-answer",
        qr=qr_svg(online) if online else "",
        invented=consultation.invented,
    )
    numbers = range(run.first, run.last + 1) if run else ()
    sheets = [_copy(consultation, number, lang) for number in numbers] or [Sheet()]
    return as_pdf(document(form, cover, edition, sheets))


def _copy(consultation: Consultation, number: int, lang: Lang) -> Sheet:
    receipt = receipt_code(response_id_of(consultation.id, number))
    return Sheet(sheet_code(number), receipt, qr_svg(f"{get_settings().base_url}/{lang}/my-answer/{receipt}"))


def return_words(plan: PlanView, consultation: Consultation) -> Localized:
    """Say where and until when a sheet is given back, in each language."""
    found: Localized = {}
    for lang in LANGUAGES:
        where = plan.return_words.get(lang, "") or gettext(
            lang, "Give this form back to the person or the place that gave it to you."
        )
        until = gettext(
            lang, "We need it on %(day)s at the latest.", day=long_date(local(consultation.closes_at), lang)
        )
        found[lang] = f"{where} {until}"
    return found
