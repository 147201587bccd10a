"""Bring the database to the version of this code: its tables, then the data that files hold."""

from alembic.config import Config

from alembic import command
from app.db import transaction
from app.programmes.load import load_programmes
from app.questionnaires.ballots import ballots_of
from app.questionnaires.load import load_surveys
from app.settings import ROOT
from app.territory.load import load_territory


def alembic_config() -> Config:
    """Return the configuration of the migrations, wherever the command is called from."""
    return Config(ROOT / "alembic.ini")


def upgrade() -> None:
    """Run every migration that has not run yet."""
    command.upgrade(alembic_config(), "head")


def prepare() -> None:
    """Run the migrations, then bring in the territory, the programmes and the questionnaires.

    Safe to run any number of times: what people have changed since is left alone.
    """
    upgrade()
    with transaction() as session:
        load_territory(session, ROOT / "bassins")
        load_programmes(session, ROOT / "programmes")
        load_surveys(session, ROOT / "surveys", ballots_of(session))
