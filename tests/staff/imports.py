"""Bringing questionnaires in through the pages, as the team does."""

from collections.abc import Mapping

import httpx2 as httpx
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.db import reading
from app.questionnaires.models import Questionnaire, QuestionnaireVersion
from app.questionnaires.workbook import Workbook
from app.questionnaires.xlsx import write_xlsx
from tests.questionnaires.books import Cells, book, options, row
from tests.support.forms import Form, forms_of

IMPORT = "/staff/questionnaires/import"
ROWS: list[Cells] = [row("select_one colours", "hue"), row("text", "why"), row("integer", "years")]


def small(*rows: Cells, names: tuple[str, ...] = ("red", "green")) -> Workbook:
    return book(rows or ROWS, options(names=names))


def upload(client: TestClient, content: bytes, name: str = "essai.xlsx", code: str = "") -> httpx.Response:
    return client.post(IMPORT, files={"file": (name, content)}, data={"code": code})


def form_of(page: httpx.Response, action: str) -> Form:
    return next(form for form in forms_of(page).values() if form.action == action)


def publish_page(client: TestClient, page: httpx.Response, **said: str) -> httpx.Response:
    """Press Publish on the page that shows what is in a file."""
    data = {name: values[-1] for name, values in form_of(page, f"{IMPORT}/publish").values().items()}
    return client.post(f"{IMPORT}/publish", data={**data, **said})


def bring_in(client: TestClient, workbook: Workbook, said: Mapping[str, str] | None = None) -> httpx.Response:
    page = upload(client, write_xlsx(workbook))
    assert page.status_code == 200, page.text
    return publish_page(client, page, **(said or {}))


def versions(code: str = "test") -> list[Workbook]:
    """The workbook of every version of a questionnaire."""
    with reading() as session:
        kept = session.scalars(
            select(QuestionnaireVersion.workbook)
            .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
            .where(Questionnaire.code == code)
            .order_by(QuestionnaireVersion.number)
        )
        return [Workbook.from_json(workbook) for workbook in kept]
