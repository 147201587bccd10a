"""What people wrote about the meetings of a place: masked, in no order, and once somebody has read it.

A text is shown of a bassin, never of a meeting or a day, and only where five people or more answered there.
Analysts read them first; the others see what was cleared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy.orm import Session

from app.analysis.evaluations import evaluations_of
from app.analysis.sight import Sight
from app.consultations.texts.marks import OpenText, mark_text, open_texts
from app.consultations.texts.models import Verdict
from app.kit import i18n
from app.kit.localized import Lang
from app.kit.masked import Pieces, mask

State = Literal["unread", "cleared", "hidden"]
STATES: Final[tuple[State, ...]] = ("unread", "cleared", "hidden")
PER_PAGE: Final = 40


@dataclass(frozen=True)
class Comment:
    """One text, masked, in the language in which it was written."""

    reference: str
    fingerprint: str
    language: Lang
    pieces: Pieces
    has_tokens: bool


@dataclass(frozen=True)
class Asked:
    """What was asked, and the texts of this page of the list."""

    label: str
    comments: tuple[Comment, ...]


@dataclass(frozen=True)
class Comments:
    """What the page shows of the texts of a place."""

    lead: str
    counts: Mapping[State, int]
    """How many texts are in each state; for whoever sees cleared ones only, of these alone."""
    state: State
    """The state whose texts are shown."""
    asked: tuple[Asked, ...]
    page: int
    pages: int


def evaluation_comments(
    session: Session, place: str, *, sight: Sight, lang: Lang, state: str = "", page: int = 1
) -> Comments:
    """Return the texts of a place that somebody with this sight may read.

    Without a known `state`, what nobody has read yet comes first. A page beyond the last is the last. Five
    statements, and two for each older version of the form.
    """
    everything, labels = _texts(session, place)
    # A name that its author gives in another text is masked in this one too, so all are masked together.
    texts = [text for text in everything if text.verdict == "cleared" or not sight.protects]
    counts = {one: sum(_state(text) == one for text in texts) for one in STATES}
    first: State = "unread" if counts["unread"] else "cleared"
    chosen = next((one for one in STATES if one == state and not sight.protects), first)
    shown = [text for text in texts if _state(text) == chosen]
    pages = max(1, -(-len(shown) // PER_PAGE))
    here = min(max(1, page), pages)
    # Those of one question stand together on the pages as well.
    ordered = [text for name in labels for text in shown if text.question == name]
    part = ordered[(here - 1) * PER_PAGE : here * PER_PAGE]
    masked = _masked(everything, part)
    return Comments(
        lead=_lead(counts, sight=sight, lang=lang),
        counts=counts,
        state=chosen,
        asked=tuple(
            Asked(label[lang], tuple(masked[text.reference] for text in part if text.question == name))
            for name, label in labels.items()
            if any(text.question == name for text in part)
        ),
        page=here,
        pages=pages,
    )


def mark_comment(session: Session, place: str, reference: str, *, fingerprint: str, verdict: Verdict) -> None:
    """Note that a text of a place was read, and whether the others may see it.

    Raises:
        TextGoneError: it is not there any more, or not of this place.
        TextChangedError: it is not what was read.
    """
    texts, _labels = _texts(session, place)
    mark_text(session, texts, reference, fingerprint=fingerprint, verdict=verdict)


def _texts(session: Session, place: str) -> tuple[list[OpenText], dict[str, dict[str, str]]]:
    """Return the texts of a place with the words of their questions; none where too few people answered."""
    found = evaluations_of(session, place)
    labels = dict(found.open_questions)
    if not found.answers:
        return [], labels
    return open_texts(session, found.consultations, list(labels)), labels


def _masked(texts: list[OpenText], part: list[OpenText]) -> dict[str, Comment]:
    """Mask the texts of `part`, each together with the others of its author, so that tokens agree."""
    comments = {}
    authors = {text.response_id for text in part}
    for author in authors:
        mine = [text for text in texts if text.response_id == author]
        for text, pieces in zip(mine, mask([text.text for text in mine], mine[0].language), strict=True):
            comments[text.reference] = Comment(
                text.reference,
                text.fingerprint,
                text.language,
                pieces,
                any(piece.kind == "token" for piece in pieces),
            )
    return comments


def _state(text: OpenText) -> State:
    return text.verdict or "unread"


def _lead(counts: Mapping[State, int], *, sight: Sight, lang: Lang) -> str:
    if not any(counts.values()):
        return i18n.gettext(lang, "There is nothing to read here yet.")
    cleared = i18n.ngettext(
        lang,
        "One text can be read by the team and the partners.",
        "%(n)s texts can be read by the team and the partners.",
        counts["cleared"],
    )
    if sight.protects or not counts["unread"]:
        return cleared
    unread = i18n.ngettext(
        lang, "One text is still to be read.", "%(n)s texts are still to be read.", counts["unread"]
    )
    return f"{cleared} {unread}" if counts["cleared"] else unread
