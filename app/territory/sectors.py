"""The sectors of help and care, from bassins/sectors.yaml."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import yaml

from app.kit.localized import LANGUAGES, Localized
from app.settings import ROOT


@lru_cache(maxsize=1)
def sectors() -> Mapping[str, Localized]:
    """Return the name of every sector by its code, in the order in which they are offered."""
    rows = yaml.safe_load((ROOT / "bassins" / "sectors.yaml").read_text("utf-8"))["sectors"]
    return MappingProxyType({row["code"]: {lang: row[lang] for lang in LANGUAGES} for row in rows})
