"""The ballots as files describe them, for checking questionnaires where there is no database."""

from pathlib import Path

import yaml

from app.questionnaires.ballot import Ballot, BallotOption


def ballots_in_files(folder: Path) -> dict[str, Ballot]:
    """Return every ballot of the programmes in `folder`, by code."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        actions = {
            row["code"]: BallotOption(row["code"], row["name"], row["plain"]) for row in data["actions"]
        }
        for row in data["ballots"]:
            options = tuple(actions[code] for code in row["actions"])
            found[row["code"]] = Ballot(row["code"], row["pick"], options)
    return found
