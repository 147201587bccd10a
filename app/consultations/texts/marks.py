"""Read what people wrote to some consultations, and mark what was read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.models import Response
from app.consultations.texts.models import TextMark, Verdict
from app.kit.errors import ConflictError, NotFoundError
from app.kit.localized import Lang
from app.kit.tokens import derived_id

VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)


class TextGoneError(NotFoundError):
    """The answer was withdrawn or its texts were forgotten since the page was opened."""

    def __init__(self) -> None:
        super().__init__("This text is not there any more: its author may have withdrawn it.")


class TextChangedError(ConflictError):
    """Its author corrected the text since the page was opened."""

    def __init__(self) -> None:
        super().__init__("Its author changed this text meanwhile. Please read it again.")


@dataclass(frozen=True)
class OpenText:
    """One text of one response, as it was written."""

    response_id: UUID
    question: str
    text: str
    language: Lang
    verdict: Literal["", "cleared", "hidden"]
    """'' where nobody of the team has read it as it is now."""

    @property
    def reference(self) -> str:
        """What a page calls it: nobody without the secret can tell from it whose text it is."""
        return derived_id("text", self.response_id, self.question).hex

    @property
    def fingerprint(self) -> str:
        """What the text is known by, without a word of it."""
        return _fingerprint(self.text)


def open_texts(
    session: Session, consultation_ids: Collection[int], questions: Sequence[str]
) -> list[OpenText]:
    """Return the texts that answers to these consultations hold, in an order that tells nothing.

    The order is always the same, and has nothing to do with whose they are: two texts of one person do not
    stand together. Two statements.
    """
    found = session.execute(
        select(Response.id, Response.answers, Response.language).where(
            Response.consultation_id.in_(consultation_ids)
        )
    ).all()
    marks = {
        (mark.response_id, mark.question): mark
        for mark in session.scalars(
            select(TextMark)
            .join(Response, Response.id == TextMark.response_id)
            .where(Response.consultation_id.in_(consultation_ids))
        )
    }
    texts = []
    for response_id, answers, language in found:
        for question in questions:
            written = answers.get(question)
            if not isinstance(written, str) or not written.strip():
                continue
            mark = marks.get((response_id, question))
            read = mark is not None and mark.fingerprint == _fingerprint(written)
            texts.append(
                OpenText(response_id, question, written, language, mark.verdict if mark and read else "")
            )
    return sorted(texts, key=lambda text: text.reference)


def mark_text(
    session: Session, texts: Sequence[OpenText], reference: str, *, fingerprint: str, verdict: Verdict
) -> None:
    """Note that one of `texts` was read and whether the others may see it; the newest verdict holds.

    Raises:
        TextGoneError: it is not there any more.
        TextChangedError: it is not what was read.
    """
    text = next((one for one in texts if one.reference == reference), None)
    if text is None:
        raise TextGoneError
    if text.fingerprint != fingerprint:
        raise TextChangedError
    # Whoever withdraws the answer at this moment waits for this lock, and takes the mark along.
    still = session.scalar(select(Response.id).where(Response.id == text.response_id).with_for_update())
    if still is None:
        raise TextGoneError
    session.merge(
        TextMark(
            response_id=text.response_id, question=text.question, fingerprint=fingerprint, verdict=verdict
        )
    )
    session.flush()


def _fingerprint(text: str) -> str:
    return derived_id("text-read", text).hex
