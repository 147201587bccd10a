"""A printed form as a PDF: what stands around the questions, and the press itself."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Literal, get_args

import typst

from app.kit.errors import Message
from app.kit.localized import Lang, Localized
from app.questionnaires.model import Form
from app.questionnaires.paper.layout import Texts, said, sections, texts_of

Edition = Literal["fr", "nl", "both"]
EDITIONS: Final[tuple[Edition, ...]] = get_args(Edition)
LANGS_OF: Final[dict[Edition, tuple[Lang, ...]]] = {"fr": ("fr",), "nl": ("nl",), "both": ("fr", "nl")}
_KEPT: Final = 16
"""Blank forms that are kept as they were pressed: anybody may ask for one."""
_TEMPLATE: Final = files(__package__).joinpath("form.typ").read_bytes()


@dataclass(frozen=True)
class Sheet:
    """One copy. Without a number it is a form to photocopy; with one it has a strip that its author keeps."""

    number: str = ""
    receipt: str = ""
    qr: str = ""
    """An SVG image that leads to the answer of this sheet."""


@dataclass(frozen=True)
class Cover:
    """What is said around the questions. Texts of our own are added by `document`."""

    title: Localized
    intro: Localized
    return_words: Localized
    """Where and until when the sheet is given back."""
    code: str
    """Code and version of the questionnaire: it stands at the foot of every page."""
    address: str
    """Address of the consultation on the web; '' when it cannot be answered there."""
    my_answer: str
    """Address where a code opens an answer."""
    qr: str = ""
    """An SVG image of `address`."""
    invented: bool = False


def document(
    form: Form, cover: Cover, edition: Edition, sheets: Sequence[Sheet] = (Sheet(),)
) -> dict[str, Any]:
    """Return everything that the template shows, as plain JSON."""
    langs = LANGS_OF[edition]

    def own(message: Message) -> Texts:
        return said(message, langs)

    online = cover.address.partition("://")[2]
    guide = [
        own(Message("Use a blue or black pen. ○ means one answer, □ means several.")),
        own(Message("Leave blank what you do not want to answer. An arrow says where you go on.")),
        own(
            Message(
                "We do not ask your name. Do not write names of people, addresses or telephone numbers. "
                "The team types in what you tick and write; it then counts like an answer given on the web."
            )
        ),
    ]
    return {
        "langs": list(langs),
        "title": texts_of(cover.title, langs),
        "short": texts_of(cover.title, langs),
        "author": "",
        "code": f"{cover.code} · {edition.upper() if edition != 'both' else 'FR+NL'}",
        "invented": own(Message("Invented example")) if cover.invented else [],
        "intro": [texts_of(cover.intro, langs)] if any(cover.intro.values()) else [],
        "guide": [*guide, texts_of(cover.return_words, langs)],
        "qr": cover.qr,
        "my-answer": [{"lang": langs[0], "text": cover.my_answer.partition("://")[2]}],
        "strip": [
            own(Message("Cut off this strip and keep it: nobody else has this code.")),
            own(
                Message(
                    "Once your answers are typed in, you can read them with it, correct them until the "
                    "consultation closes, and withdraw them at any time."
                )
            ),
        ],
        "thanks": own(Message("Thank you! Please give this form back as the first page says.")),
        "words": {
            "page": own(Message("Page")),
            "online": own(Message("Or answer on %(address)s", {"address": online})) if online else [],
            "code": own(Message("Opens your answer")),
            "team": own(Message("For the team")),
            "stamp": [own(Message("Meeting or place")), own(Message("Received on"))],
            "number": own(Message("Number of the sheet")),
        },
        "sections": sections(form, langs),
        "sheets": [{"number": one.number, "receipt": one.receipt, "qr": one.qr} for one in sheets],
    }


def as_pdf(content: dict[str, Any]) -> bytes:
    """Return a document as a tagged PDF; numbered copies, which only go to a printer, without tags.

    It conforms to PDF/UA-1 unless a text has a character that the fonts of the press do not know, such as an
    emoji: it is then printed as an empty frame, and the file stays tagged but claims no conformance.
    """
    form = json.dumps(content)
    if any(sheet["number"] for sheet in content["sheets"]):
        return _press(form, tagged=False)
    return _tagged(form)


@lru_cache(maxsize=_KEPT)
def _tagged(form: str) -> bytes:
    try:
        return _press(form, tagged=True, standard="ua-1")
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _press(form, tagged=True)


def _press(form: str, *, tagged: bool, standard: Literal["ua-1"] | None = None) -> bytes:
    # Only the fonts inside the library: the same file wherever the service runs.
    return typst.compile(
        _TEMPLATE,
        format="pdf",
        sys_inputs={"form": form},
        ignore_system_fonts=True,
        pdf_standards=standard,
        pdf_tags=tagged,
    )
