import pytest

from app.consultations.open_consultation import open_consultation
from app.db import transaction
from app.demo.build import build_demo
from app.kit import clock
from app.settings import SettingsError, get_settings
from tests.conftest import use_settings

TEXT = {"fr": "Autre", "nl": "Ander"}


@pytest.mark.usefixtures("database")
def test_it_keeps_away_from_a_database_that_holds_consultations_of_somebody_else() -> None:
    today = clock.today()
    with transaction() as session:
        open_consultation(
            session,
            code="another",
            programme_code="adc-2022-2023",
            strand_code="digital-consultation",
            questionnaire_code="citoyens",
            audience="citizens",
            access="open",
            title=TEXT,
            intro=TEXT,
            thanks=TEXT,
            opens_at=clock.at_brussels(today),
            closes_at=clock.at_brussels(today, 23),
        )
    with pytest.raises(SettingsError, match="ATELIERS_DATABASE_URL"):
        build_demo(2023)


def test_its_public_passwords_never_reach_a_production_that_is_no_demonstration(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_settings(monkeypatch, database_url=database, environment="production", password_cost="normal")
    assert get_settings().environment == "production"
    with pytest.raises(SettingsError, match="ATELIERS_DEMO"):
        build_demo(2023)
