"""The only reader of the environment. Every setting is documented in docs/settings.md."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
"""Where surveys/, bassins/, programmes/, i18n/ and alembic/ stand beside app/."""

DEVELOPMENT_SECRET = "development only: set ATELIERS_SECRET_KEY"  # noqa: S105 - refused in production
MINIMUM_SECRET_LENGTH = 32


class SettingsError(Exception):
    """A setting is wrong; the message is one line that names the variable and what it takes."""


def _database_url(value: str) -> str:
    """Accept SQLite and PostgreSQL addresses, and make psycopg 3 the driver of the second."""
    try:
        url = make_url(value)
    except ArgumentError as error:
        raise ValueError(
            "takes an address such as sqlite:///var/ateliers.sqlite3 or postgresql://…"
        ) from error
    if url.get_backend_name() == "sqlite":
        return value
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    raise ValueError("takes an address of SQLite (sqlite:///…) or PostgreSQL (postgresql://…)")


def _base_url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("takes an address that begins with http:// or https://")
    return value.rstrip("/")


class Settings(BaseSettings):
    """What an installation can choose.

    Every name below is an environment variable with ATELIERS_ before it.
    """

    model_config = SettingsConfigDict(env_prefix="ATELIERS_", extra="ignore", frozen=True)

    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        default="sqlite:///var/ateliers.sqlite3", description="Where the data is: SQLite or PostgreSQL."
    )
    secret_key: str = Field(
        default=DEVELOPMENT_SECRET,
        description="Signs links, cookies and receipts; at least 32 characters. "
        "Losing it breaks every link given out.",
    )
    environment: Literal["development", "production"] = Field(
        default="development",
        description="`production` refuses the development secret, sets secure cookies and hides the "
        "style guide.",
    )
    base_url: Annotated[str, AfterValidator(_base_url)] = Field(
        default="http://127.0.0.1:8000", description="The public address, for links in mails and QR codes."
    )
    demo: bool = Field(default=False, description="Says on every page that answers and texts are invented.")
    files_folder: str = Field(
        default="var/files",
        description="Where the files that people send are kept: a folder that the web server does not show.",
    )
    upload_max_mb: int = Field(
        default=10, ge=1, le=200, description="How large a file that somebody sends may be, in megabytes."
    )
    smtp_url: str = Field(
        default="",
        pattern=r"^$|^smtps?(\+starttls)?://\S+$",
        description="Where mail leaves: smtp://user:password@host:port, smtps:// for TLS from the start, "
        "smtp+starttls:// for STARTTLS. Empty: mails wait in the outbox, where staff can read them.",
    )
    mail_from: str = Field(default="Ateliers <ateliers@example.org>", description="Sender of every mail.")
    database_pool: int = Field(
        default=40, ge=1, le=500, description="Connections a process may hold; as many as its threads."
    )
    challenge_after: int = Field(
        default=300,
        ge=0,
        description="Answers to one consultation begun within some ten minutes from which beginning asks for "
        "a little work of the browser, or a sum. 0: never.",
    )
    seconds_per_page: float = Field(
        default=1.0,
        ge=0,
        le=10,
        description="An answer sent faster than this for each page is asked to be looked over again. "
        "0: never.",
    )
    password_cost: Literal["normal", "low"] = Field(
        default="normal", description="`low` makes password checks cheap. Only for tests."
    )

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies may only travel over TLS."""
        return self.base_url.startswith("https://")


def load_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsError: a variable is wrong; one line names it and says what it takes.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "ATELIERS_" + "_".join(str(part) for part in first["loc"]).upper()
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name}: {reason} (it is {first.get('input')!r})") from None
    if settings.environment == "production":
        if settings.secret_key == DEVELOPMENT_SECRET:
            raise SettingsError(
                "ATELIERS_SECRET_KEY: must be set in production, to a random text of at least 32 characters"
            )
        if settings.password_cost != "normal":  # noqa: S105 - the name of a cost, not a password
            raise SettingsError("ATELIERS_PASSWORD_COST: must be normal in production")
    if len(settings.secret_key) < MINIMUM_SECRET_LENGTH:
        raise SettingsError(
            f"ATELIERS_SECRET_KEY: takes at least {MINIMUM_SECRET_LENGTH} characters, "
            f"this one has {len(settings.secret_key)}"
        )
    return settings


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    return load_settings()
