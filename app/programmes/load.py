"""Bring programmes/ into the database."""

from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from app.kit.seeded import seed
from app.programmes.models import Action, Ballot, BassinFunction, Programme, Strand


def load_programmes(session: Session, folder: Path) -> None:
    """Insert what is missing of every programme, and update what nobody has changed."""
    for path in sorted(folder.glob("*.yaml")):
        _load(session, yaml.safe_load(path.read_text("utf-8")))
        session.flush()


def _load(session: Session, data: dict[str, Any]) -> None:
    code = data["code"]
    seed(session, Programme, {"code": code}, {name: data[name] for name in ("title", "summary", "source")})
    session.flush()
    for position, row in enumerate(data["strands"], start=1):
        values = {name: row[name] for name in ("title", "summary", "held", "count", "reached")}
        seed(session, Strand, {"programme_code": code, "code": row["code"]}, {"position": position, **values})
    for position, row in enumerate(data["functions"], start=1):
        values = {"position": position, "title": row["title"]}
        seed(session, BassinFunction, {"programme_code": code, "code": row["code"]}, values)
    session.flush()
    for position, row in enumerate(data["actions"], start=1):
        values = {name: row[name] for name in ("name", "plain", "definition", "invented")}
        values |= {"position": position, "function_code": row["function"]}
        seed(session, Action, {"programme_code": code, "code": row["code"]}, values)
    for row in data["ballots"]:
        values = {name: row[name] for name in ("title", "pick", "tie_rule", "invented_note", "actions")}
        seed(session, Ballot, {"programme_code": code, "code": row["code"]}, values)
