"""Bring bassins/ into the database."""

from pathlib import Path

import yaml
from sqlalchemy.orm import Session

from app.kit.seeded import seed
from app.territory.models import Bassin, Commune
from app.territory.shapes import draw


def load_territory(session: Session, folder: Path) -> None:
    """Insert the bassins and communes that are missing, and update those that nobody has changed."""
    atlas = draw(folder / "bassins.geojson")
    for row in yaml.safe_load((folder / "bassins.yaml").read_text("utf-8"))["bassins"]:
        shape = atlas.shapes[row["code"]]
        seed(
            session, Bassin, {"code": row["code"]},
            {
                "position": row["position"], "name": row["name"], "communes": row["communes"],
                "limits": row["limits"], "sheet": row["sheet"], "colour": row["colour"],
                "outline": shape.outline, "label_x": shape.label_x, "label_y": shape.label_y,
            },
        )  # fmt: skip
    for commune in yaml.safe_load((folder / "communes.yaml").read_text("utf-8"))["communes"]:
        for part in [commune, *commune.get("parts", [])]:
            seed(
                session, Commune, {"code": part["code"]},
                {
                    "nis": commune["nis"], "name": part["name"], "postcodes": part["postcodes"],
                    "bassins": part["bassins"],
                },
            )  # fmt: skip
