"""What an installation can choose, and what it is told when it chooses wrongly."""

import re
from pathlib import Path

import pytest

from app.settings import DEVELOPMENT_SECRET, Settings, SettingsError, load_settings

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTED = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
LONG_SECRET = "s" * 32


def choose(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    """Set ATELIERS_ variables, and none but these."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ATELIERS_{name.upper()}", raising=False)
    for name, value in values.items():
        monkeypatch.setenv(f"ATELIERS_{name.upper()}", value)


def test_it_starts_without_any_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch)
    settings = load_settings()
    assert settings.environment == "development"
    assert settings.secret_key == DEVELOPMENT_SECRET
    assert not settings.secure_cookies


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    row = re.search(rf"^\| `ATELIERS_{name.upper()}` \| (.*?) \| (.+) \|$", DOCUMENTED, re.MULTILINE)
    assert row, f"docs/settings.md has no row for ATELIERS_{name.upper()}"
    default = Settings.model_fields[name].default
    shown = (
        {True: "true", False: "false"}.get(default, str(default))
        if isinstance(default, bool)
        else str(default)
    )
    assert row.group(1) == (f"`{shown}`" if shown else "empty")


def test_nothing_is_documented_that_does_not_exist() -> None:
    named = set(re.findall(r"ATELIERS_([A-Z_]+[A-Z])", DOCUMENTED))
    assert named == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", "mysql://somewhere/db"),
        ("database_url", "nothing like an address"),
        ("base_url", "ateliers.example.org"),
        ("environment", "staging"),
        ("demo", "perhaps"),
        ("smtp_url", "mail.example.org:25"),
        ("smtp_url", "http://mail.example.org"),
        ("database_pool", "0"),
        ("database_pool", "many"),
        ("password_cost", "none"),
        ("secret_key", "short"),
    ],
)
def test_it_names_the_wrong_setting_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    choose(monkeypatch, **{name: value})
    with pytest.raises(SettingsError, match=f"^ATELIERS_{name.upper()}: .+$") as caught:
        load_settings()
    assert "\n" not in str(caught.value)


def test_it_never_repeats_a_secret_that_is_too_short(monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, secret_key="hunter2hunter2")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "hunter2" not in str(caught.value)


def test_production_refuses_the_development_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, environment="production")
    with pytest.raises(SettingsError, match="ATELIERS_SECRET_KEY"):
        load_settings()


def test_production_refuses_cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, environment="production", secret_key=LONG_SECRET, password_cost="low")
    with pytest.raises(SettingsError, match="ATELIERS_PASSWORD_COST"):
        load_settings()


def test_production_starts_with_a_secret_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    choose(
        monkeypatch,
        environment="production",
        secret_key=LONG_SECRET,
        base_url="https://ateliers.example.org/",
    )
    settings = load_settings()
    assert settings.secure_cookies
    assert settings.base_url == "https://ateliers.example.org"


def test_postgresql_gets_the_driver_that_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, database_url="postgresql://ateliers:secret@db/ateliers")
    assert load_settings().database_url == "postgresql+psycopg://ateliers:secret@db/ateliers"
