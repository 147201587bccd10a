"""Looking at a consultation as people will see it, in both languages, before and after it is public.

The frames show the real pages with the real fields. Every page is there, whatever its conditions, and the
buttons lead from one to the next: nothing is ever saved.
"""

from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.consultations.queries import ConsultationView, consultation_view
from app.db import ReadSession
from app.kit import clock
from app.kit.errors import NotFoundError
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.i18n import gettext
from app.kit.localized import LANGUAGES, Lang, other_language
from app.kit.pages import page
from app.questionnaires.fields import field_views
from app.questionnaires.logic import State, fill_plain
from app.questionnaires.model import Form, Page, Question
from app.questionnaires.plain_words import Conditions, conditions_of
from app.questionnaires.queries import form_of_version
from app.staff.guard import Member, require

router = APIRouter(prefix="/staff/consultations")

Manager = Annotated[Member, Depends(require("manage_consultations"))]

MANY = 10_000
"""More pages than any questionnaire has."""
Number = Annotated[int, Query(ge=0, le=MANY)]


@dataclass(frozen=True)
class Station:
    """One page of the preview: the welcome (0), a page of the questionnaire, or the thanks (the last)."""

    number: int
    label: str = ""
    conditions: Conditions = field(default_factory=Conditions)
    each: str = ""
    """The label of the repeat in each round of which the page is shown."""


@dataclass(frozen=True)
class Seen:
    """What is looked at: the words around the questions, the questions, and the address of the preview."""

    consultation: ConsultationView
    form: Form
    address: str
    crumbs: tuple[tuple[str, str], ...]
    """The way there: words and addresses."""


@router.get("/{code}/preview", name="staff.preview")
def preview(
    *, request: Request, session: ReadSession, member: Manager, code: str, number: Number = 0,
    show: Literal["fr", "nl", ""] = "",
) -> HTMLResponse:  # fmt: skip
    """Show both languages side by side, with the list of pages and their conditions."""
    return overview(request, member, _seen(session, code, member.language), number, show)


@router.get("/{code}/preview/{lang}/{number}", name="staff.preview_page")
def preview_page(
    *, request: Request, session: ReadSession, member: Manager, code: str, lang: Lang, number: int
) -> HTMLResponse:
    """Show one page as people see it in one language."""
    return one_page(request, member, _seen(session, code, lang), lang, number)


@router.post("/{code}/preview/{lang}/{number}", name="staff.preview_step")
def preview_step(
    session: ReadSession,
    member: Manager,
    code: str,
    lang: Lang,
    number: int,
    *,
    form: PostedForm,
) -> Response:
    """Lead where the button says. What was typed goes nowhere."""
    return step(_seen(session, code, member.language), lang, number, form)


def overview(
    request: Request, member: Member, seen: Seen, number: int, show: Literal["fr", "nl", ""]
) -> HTMLResponse:
    """Show both languages side by side, with the list of pages and their conditions."""
    stations = _stations(seen.form, member.language)
    if number >= len(stations):
        raise NotFoundError("There is nothing at this address.")
    return page(
        request, "staff/consultations/preview.html", member.language, user=member, seen=seen,
        stations=stations, number=number, show=show or member.language, languages=LANGUAGES,
    )  # fmt: skip


def one_page(request: Request, member: Member, seen: Seen, lang: Lang, number: int) -> HTMLResponse:
    """Show one page as people see it in one language."""
    form = seen.form
    shared = {
        "consultation": replace(seen.consultation, phase="open", access="open"),
        "preview_address": seen.address,
        "alternate_url": f"{seen.address}/{other_language(lang)}/{number}",
        "number": number,
        "user": member,
    }
    if number == 0:
        minutes = form.extras.get("minutes", "")
        return _frame(
            request,
            "welcome",
            lang,
            minutes=minutes,
            has_draft=False,
            has_sent=False,
            is_correction=False,
            **shared,
        )
    if number == len(form.every_page) + 1:
        return _frame(request, "thanks", lang, **shared)
    if not 0 < number <= len(form.every_page):
        raise NotFoundError("There is nothing at this address.")
    state = _everything_asked(form, lang)
    shown = state.form.pages[number - 1]
    return _frame(
        request, "question", lang, shown=shown, fields=field_views(shown, state, {}, {}), errors=[], to="",
        names="", was="", bundle="", draft_token="", is_first=number == 1, pages=len(form.every_page),
        other=other_language(lang), page_label=fill_plain(shown.label.get(lang, "")), rounds=None,
        new_round="", round=None, caption="" if shown.label else _each(shown, form, lang), **shared,
    )  # fmt: skip


def step(seen: Seen, lang: Lang, number: int, form: Posted) -> Response:
    """Lead where the button says. What was typed goes nowhere."""
    last = len(seen.form.every_page) + 1
    go = form.text("go") or "next"
    target = lang
    if go.startswith("lang:"):
        target = "nl" if go == "lang:nl" else "fr"
    else:
        number += {"next": 1, "back": -1}.get(go, 0)
    return see_other(f"{seen.address}/{target}/{min(max(number, 0), last)}")


def _seen(session: Session, code: str, lang: Lang) -> Seen:
    consultation = consultation_view(session, code, drafts=True)
    address = f"/staff/consultations/{code}"
    title = consultation.title
    return Seen(
        consultation,
        form_of_version(session, consultation.questionnaire_version_id),
        f"{address}/preview",
        (
            (gettext(lang, "Consultations"), "/staff/consultations"),
            (title.get(lang) or title.get(other_language(lang), code), f"{address}/manage"),
        ),
    )


def _frame(request: Request, template: str, lang: Lang, **data: Any) -> HTMLResponse:  # noqa: ANN401 - for the template
    return page(request, f"staff/consultations/preview_{template}.html", lang, **data)


def _everything_asked(form: Form, lang: Lang) -> State:
    """Return the state of somebody who is asked every question and has answered none."""

    def bare(question: Question) -> Question:
        return replace(question, relevant=(), choice_filter=None)

    pages = tuple(replace(one, questions=tuple(map(bare, one.questions))) for one in form.every_page)
    questions = {question.name: bare(question) for question in form.every_question}
    whole = replace(form, pages=pages, questions=questions)
    return State(whole, {}, frozenset(questions), clock.local(clock.now()), lang)


def _stations(form: Form, lang: Lang) -> list[Station]:
    pages = [
        Station(number, _label(one, lang), conditions_of(one, form, lang), _each(one, form, lang))
        for number, one in enumerate(form.every_page, start=1)
    ]
    return [Station(0), *pages, Station(len(pages) + 1)]


def _each(shown: Page, form: Form, lang: Lang) -> str:
    for repeat in form.repeats.values():
        if any(page.name == shown.name for page in repeat.pages):
            return fill_plain(repeat.label.get(lang, ""))
    return ""


def _label(shown: Page, lang: Lang) -> str:
    label = shown.label or next(
        (q.label for q in shown.questions if q.takes_answer), shown.questions[0].label
    )
    return fill_plain(label.get(lang, shown.name))
