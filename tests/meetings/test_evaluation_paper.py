"""The evaluation of a meeting on paper: printed in both languages, typed in, never more than people there."""

import pytest
from fastapi.testclient import TestClient

from app.consultations.models import Consultation
from app.consultations.paper.forms import FIELD
from app.consultations.paper.plan import take_numbers
from app.consultations.paper.rules import sheet_code
from app.db import transaction
from app.kit.tokens import read_token
from app.meetings.attendance import mark_present
from app.meetings.evaluation import open_evaluation
from tests.meetings.factories import committed_meeting, seated
from tests.staff.world import give_members, sign_in


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_form_is_printed_and_no_sheet_counts_before_somebody_was_there(client: TestClient) -> None:
    give_members()
    admin = sign_in(client, "admin@example.be")
    meeting_id = committed_meeting()
    with transaction() as session:
        consultation_id = open_evaluation(session, meeting_id).id
        take_numbers(session, session.get_one(Consultation, consultation_id), 2)
    paper = "/staff/consultations/evaluation-nord-1/paper"
    assert admin.get(paper).status_code == 200
    printed = admin.get(f"{paper}/form/both")
    assert printed.content.startswith(b"%PDF")
    sheet = {"sheet": sheet_code(1), "language": "fr", "batch": "", f"{FIELD}welcome": "4"}
    early = admin.post(f"{paper}/type", data=sheet)
    assert early.status_code == 422
    assert "Autant de formulaires ont été ouverts" in early.text
    registration = read_token(seated())
    assert registration is not None
    with transaction() as session:
        mark_present(session, meeting_id, registration, present=True)
    assert admin.post(f"{paper}/type", data=sheet).status_code == 303
    assert admin.post(f"{paper}/type", data=sheet | {"sheet": sheet_code(2)}).status_code == 422
