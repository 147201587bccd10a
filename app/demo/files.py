"""The files of demo/, which hold everything that the demonstration invents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import yaml

from app.settings import ROOT


class DemoError(Exception):
    """A file of demo/ says something that the use cases refuse: a mistake in the file, not of the reader."""


@dataclass(frozen=True)
class Voice:
    """An open answer, in the words of one person.

    `fits` holds the answers that its author must have given, `sets` those that its author then gives as well.
    """

    question: str
    language: str
    text: str
    fits: Mapping[str, str] = field(default_factory=dict)
    sets: Mapping[str, str] = field(default_factory=dict)


def read(name: str) -> dict[str, Any]:
    """Return the content of demo/`name`.yaml."""
    return cast("dict[str, Any]", yaml.safe_load((ROOT / "demo" / f"{name}.yaml").read_text("utf-8")))


def voices(questionnaire: str) -> list[Voice]:
    """Return the open answers of a questionnaire, in the order of the file."""
    return [
        _voice(question, language, entry)
        for question, languages in read("open_answers")[questionnaire].items()
        for language, entries in languages.items()
        for entry in entries
    ]


def _voice(question: str, language: str, entry: str | dict[str, Any]) -> Voice:
    if isinstance(entry, str):
        return Voice(question, language, entry)
    return Voice(question, language, entry["text"], entry.get("fits", {}), entry.get("sets", {}))
