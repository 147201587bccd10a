"""The small documents of the demonstration, printed from the words of demo/information.yaml."""

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Final

import typst

_TEMPLATE: Final = files(__package__).joinpath("leaflet.typ").read_bytes()
_NOTES: Final = {
    "fr": "Exemple fictif, fait pour une démonstration.",
    "nl": "Fictief voorbeeld, gemaakt voor een demonstratie.",
}


def leaflet(title: str, lines: Sequence[str], edition: str) -> bytes:
    """Return a PDF of one small page, tagged for screen readers, in the language `edition` or in both."""
    langs = ["fr", "nl"] if edition == "both" else [edition]
    content = {
        "title": title,
        "lines": list(lines),
        "lang": langs[0],
        "note": " / ".join(_NOTES[lang] for lang in langs),
    }
    return typst.compile(
        _TEMPLATE,
        format="pdf",
        sys_inputs={"content": json.dumps(content)},
        ignore_system_fonts=True,
        pdf_standards="ua-1",
    )
