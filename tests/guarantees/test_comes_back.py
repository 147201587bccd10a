"""*comes back*: a backup restored elsewhere gives the same counts and the same pages (docs/deployment.md)."""

import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import MetaData, func, select
from sqlalchemy.engine import make_url

from app.consultations.rebuild import differences
from app.db import get_engine, reading
from app.kit import clock
from app.main import create_app
from tests.conftest import Databases, use_settings
from tests.staff.world import sign_in
from tests.support.house import House, furnish, pages
from tests.support.postgres import _binaries

DRAWN_ANEW = re.compile(
    r'name="(?:attempt|start|asked|id|key)" value="[^"]*"|data-puzzle="[^"]*"|<label for="sum">[^<]*</label>'
)
"""What is different each time a page is opened: numbers of a form and of what it adds, a time, a sum."""

OPENED = "/staff/looks"
"""The page that lists which pages were opened: opening them again makes it longer."""


def everything(house: House) -> dict[str, str]:
    """Open every page in both languages, as somebody half-way through an answer and as an administrator."""
    found = {}
    with TestClient(
        create_app(),
        base_url="http://127.0.0.1:8000",
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=False,
    ) as client:
        client.cookies.update(house.cookies)
        sign_in(client, "admin@example.be")
        for room in pages():
            if room.path == OPENED:
                continue
            for lang in ("fr", "nl") if room.is_bilingual else ("fr",):
                address = house.address(room, lang)
                answer = client.get(address)
                found[address] = f"{answer.status_code} " + DRAWN_ANEW.sub("", answer.text)
    return found


def counts() -> dict[str, int]:
    """Return how many rows each table holds."""
    found = MetaData()
    found.reflect(get_engine())
    with reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in found.sorted_tables
        }


def back_up_and_restore(url: str, databases: Databases, folder: Path) -> str:
    """Do what docs/deployment.md says, and return the address of the restored database."""
    if url.startswith("sqlite"):
        backup = databases.folder / f"{folder.name}.sqlite3"
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute(f"VACUUM INTO '{backup}'")
        return f"sqlite:///{backup}"
    restored = databases.fresh("postgresql")
    backup = folder / "ateliers.dump"
    for program, address, options in (
        ("pg_dump", url, ["--format=custom", "--file", str(backup)]),
        ("pg_restore", restored, ["--clean", "--if-exists", "--exit-on-error", str(backup)]),
    ):
        plain = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
        command = [str(_binaries() / program), "--dbname", plain, "--no-owner", *options]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own words
    return restored


def test_comes_back(
    database: str, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = furnish()
    # Pages that say until when a seat is held say it to the minute.
    now = clock.now()
    with clock.set_to(now):
        before, rows = everything(house), counts()
    assert [address for address, page in before.items() if page[:3] not in {"200", "303"}] == []

    restored = back_up_and_restore(database, databases, tmp_path)
    use_settings(monkeypatch, database_url=restored)
    try:
        assert counts() == rows
        with reading() as session:
            assert list(differences(session)) == []
        with clock.set_to(now):
            after = everything(house)
    finally:
        get_engine().dispose()
        databases.drop(restored)
    assert after == before
