"""Preparing, publishing, changing and closing a consultation."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.consultations.errors import NoSuchConsultationError
from app.consultations.models import Consultation
from app.consultations.plan_consultation import Plan, Texts, plan_consultation
from app.consultations.publish_consultation import gaps, publish_consultation
from app.consultations.queries import (
    consultation_view,
    consultations_overview,
    in_preparation,
    open_to_all,
)
from app.consultations.revise_consultation import close_now, revise_plan, revise_public
from app.db import transaction
from app.kit import clock
from app.kit.errors import ConflictError, InvalidError, NotFoundError
from app.programmes.models import Ballot
from app.questionnaires.models import QuestionnaireVersion
from tests.factories.answers import answer, make_consultation
from tests.staff.world import both

WHOLE = Texts(title=both("Titre"), intro=both("Accueil"), thanks=both("Merci"))


@pytest.fixture
def session(database: str) -> Iterator[Session]:  # noqa: ARG001 - it must be there first
    with transaction() as session:
        yield session


def plan(**changes: object) -> Plan:
    """A plan that lacks nothing, with some of it changed."""
    whole = Plan(
        programme_code="adc-2022-2023",
        strand_code="digital-consultation",
        questionnaire_code="citoyens",
        audience="citizens",
        access="open",
        texts=WHOLE,
        opens_at=clock.now() - timedelta(hours=1),
        closes_at=clock.now() + timedelta(days=30),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def fields(error: pytest.ExceptionInfo[InvalidError]) -> list[str]:
    return [problem.field for problem in error.value.problems]


def test_a_draft_is_seen_by_the_team_alone(session: Session) -> None:
    plan_consultation(session, "essai", plan())
    with pytest.raises(NoSuchConsultationError):
        consultation_view(session, "essai")
    assert consultation_view(session, "essai", drafts=True).status == "draft"
    assert [view.code for view in in_preparation(session)] == ["essai"]
    assert open_to_all(session) == []
    assert consultations_overview(session) == []


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("path", ["", "/q/page_you", "/check", "/receipt", "/later", "/t/anything"])
def test_the_public_finds_nothing_at_the_address_of_a_draft(client: TestClient, path: str) -> None:
    with transaction() as session:
        plan_consultation(session, "essai", plan())
    for lang, words in (("fr", "pas de consultation"), ("nl", "geen raadpleging")):
        page = client.get(f"/{lang}/c/essai{path}")
        assert page.status_code == 404
        assert words in page.text
    assert client.post("/fr/c/essai/start").status_code == 404
    assert "/c/essai" not in client.get("/fr/").text


def test_what_is_opened_at_once_is_public_at_once(session: Session) -> None:
    make_consultation(session)
    assert consultation_view(session, "citoyens").status == "published"
    assert in_preparation(session) == []


def test_it_refuses_a_draft_that_could_not_be_shown_even_to_the_team(session: Session) -> None:
    plan_consultation(session, "essai", plan())
    nothing = {"fr": "", "nl": ""}
    bad = plan(texts=replace(WHOLE, title=nothing), closes_at=clock.now() - timedelta(days=9))
    with pytest.raises(InvalidError) as error:
        plan_consultation(session, "essai", bad)
    assert fields(error) == ["code", "title.fr", "closes_day"]
    with pytest.raises(NotFoundError):
        plan_consultation(session, "autre", plan(questionnaire_code="nothing"))


def test_publishing_a_whole_draft_makes_it_public_and_twice_is_once(session: Session) -> None:
    draft = plan_consultation(session, "essai", plan())
    assert gaps(session, draft) == []
    assert publish_consultation(session, draft.id).status == "published"
    assert publish_consultation(session, draft.id).status == "published"
    assert [view.code for view in open_to_all(session)] == ["essai"]
    answer(session, "essai", "nl", {"bassin": "nord", "profile": "carer"})


def test_every_missing_language_is_named_at_its_field(session: Session) -> None:
    half = {"fr": "Texte", "nl": "  "}
    draft = plan_consultation(
        session, "essai", plan(texts=Texts(title=half, intro={"fr": "", "nl": "Tekst"}, thanks={}))
    )
    with pytest.raises(InvalidError) as error:
        publish_consultation(session, draft.id)
    assert fields(error) == ["title.nl", "intro.fr", "thanks.fr", "thanks.nl"]
    assert draft.status == "draft"


def test_a_period_that_is_over_keeps_it_from_being_published(session: Session) -> None:
    then = clock.now() - timedelta(days=60)
    draft = plan_consultation(session, "essai", plan(opens_at=then, closes_at=then + timedelta(days=30)))
    with pytest.raises(InvalidError) as error:
        publish_consultation(session, draft.id)
    assert fields(error) == ["closes_day"]


def test_a_cell_that_lacks_a_language_keeps_it_from_being_published(session: Session) -> None:
    draft = plan_consultation(session, "essai", plan())
    version = session.get_one(QuestionnaireVersion, draft.questionnaire_version_id)
    sheets = [dict(sheet) for sheet in version.workbook["sheets"]]
    survey = next(sheet for sheet in sheets if sheet["name"] == "survey")
    rows = [dict(row) for row in survey["rows"]]
    row = next(number for number, row in enumerate(rows) if row.get("name") == "bassin")
    del rows[row]["label::Nederlands (nl)"]
    survey["rows"] = rows
    # Only a hand in the database can do this: no use case changes a version.
    session.execute(
        update(QuestionnaireVersion)
        .where(QuestionnaireVersion.id == version.id)
        .values(workbook={"sheets": sheets}, content_hash="0" * 64)
    )
    session.expire_all()
    (gap,) = gaps(session, draft)
    assert gap.field == f"cell:survey:{row + 2}:label::Nederlands (nl)"
    assert f"{row + 2}, " in gap.message.text("fr")
    assert "label::Nederlands (nl)" in gap.message.text("fr")


def test_a_question_on_priorities_has_to_be_that_of_the_programme(session: Session) -> None:
    draft = plan_consultation(session, "essai", plan())
    session.execute(update(Ballot).values(actions=["helpdesk", "outreach"]))
    session.expire_all()
    (gap,) = gaps(session, draft)
    assert gap.field == "strand"
    assert "“priorities”" in gap.message.text("nl") or "‘priorities’" in gap.message.text("nl")


def test_a_draft_can_be_changed_as_a_whole(session: Session) -> None:
    draft = plan_consultation(session, "essai", plan())
    changed = plan(questionnaire_code="professionnels", audience="professionals", access="ticket")
    revised = revise_plan(session, draft.id, changed, seen=draft.version)
    assert (revised.audience, revised.access) == ("professionals", "ticket")
    assert consultation_view(session, "essai", drafts=True).questionnaire_version_id != 0


def test_a_public_consultation_keeps_its_questionnaire_audience_and_access(session: Session) -> None:
    made = make_consultation(session)
    before = (made.questionnaire_version_id, made.audience, made.access, made.opens_at)
    with pytest.raises(ConflictError), session.begin_nested():
        revise_plan(session, made.id, plan(access="ticket"), seen=made.version)
    session.refresh(made)
    later = clock.now() + timedelta(days=90)
    revised = revise_public(session, made.id, WHOLE, later, seen=made.version)
    assert (revised.title, revised.closes_at) == (WHOLE.title, later)
    assert before[1:3] == (revised.audience, revised.access)
    assert before[0] == revised.questionnaire_version_id


def test_a_public_consultation_stays_whole_in_both_languages(session: Session) -> None:
    made = make_consultation(session)
    incomplete = replace(WHOLE, thanks={"fr": "Merci", "nl": ""})
    with pytest.raises(InvalidError) as error:
        revise_public(session, made.id, incomplete, clock.now() - timedelta(days=1), seen=made.version)
    assert fields(error) == ["thanks.nl", "closes_day"]


def test_a_draft_is_no_public_consultation(session: Session) -> None:
    draft = plan_consultation(session, "essai", plan())
    with pytest.raises(ConflictError):
        revise_public(session, draft.id, WHOLE, clock.now() + timedelta(days=2), seen=draft.version)
    with pytest.raises(ConflictError):
        close_now(session, draft.id)


def test_who_saves_over_somebody_else_is_told(session: Session) -> None:
    draft = plan_consultation(session, "essai", plan())
    seen = draft.version
    revise_plan(session, draft.id, plan(access="ticket"), seen=seen)
    with pytest.raises(ConflictError):
        revise_plan(session, draft.id, plan(access="open"), seen=seen)
    with pytest.raises(NoSuchConsultationError):
        revise_plan(session, 987_654, plan(), seen=0)


def test_it_closes_now_and_opens_again_with_a_later_date(session: Session) -> None:
    made = make_consultation(session)
    close_now(session, made.id)
    assert consultation_view(session, "citoyens").phase == "closed"
    with pytest.raises(ConflictError):
        close_now(session, made.id)
    session.refresh(made)
    revise_public(session, made.id, WHOLE, clock.now() + timedelta(days=3), seen=made.version)
    assert consultation_view(session, "citoyens").phase == "open"


def test_texts_can_be_mended_after_the_closing_without_moving_it(session: Session) -> None:
    made = make_consultation(session, opened=timedelta(days=-9), closes=timedelta(days=-2))
    closed_at = made.closes_at
    shown = closed_at.replace(second=0, microsecond=0)
    revise_public(session, made.id, WHOLE, shown, seen=made.version)
    row = session.get_one(Consultation, made.id)
    assert (row.closes_at, row.title) == (closed_at, WHOLE.title)
