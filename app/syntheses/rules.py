"""What a choice must hold before it can be public."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

LANGUAGES: Final = ("fr", "nl")
LONGEST_TEXT: Final = 2_000
MOST_EVIDENCE: Final = 20

Lack = Literal["language", "evidence", "meeting"]


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: the field of the form where it belongs, and what kind of thing it is."""

    field: str
    lack: Lack


def gaps(
    texts: Mapping[str, Mapping[str, str]], *, evidence: int, hidden_meetings: Iterable[str]
) -> list[Gap]:
    """List what keeps a choice from being published, in the order of the form.

    `texts` are the bilingual texts by field; `evidence` counts the lines of evidence; `hidden_meetings` are
    the fields that name a meeting which nobody outside the team can see.
    """
    found = [
        Gap(f"{name}.{lang}", "language")
        for name, text in texts.items()
        for lang in LANGUAGES
        if not text.get(lang, "").strip()
    ]
    if evidence == 0:
        found.append(Gap("evidence-1.source", "evidence"))
    return found + [Gap(field, "meeting") for field in hidden_meetings]
