"""Reading minutes again, making them public, and taking them back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.kit import clock
from app.kit.errors import Message, Problem
from app.kit.localized import LANGUAGES, Lang, Localized
from app.kit.masking import suspicions
from app.meetings.minutes.content import Content, content_of
from app.meetings.minutes.errors import ChangedMeanwhileError, NotPublishedError, NotReadyError
from app.meetings.minutes.models import Minutes, MinutesRevision
from app.meetings.minutes.rules import REVISIONS_KEPT, Gap, gaps
from app.meetings.minutes.write import items_of, lock_minutes
from app.meetings.models import Meeting
from app.meetings.queries import registrations

OPENING = "opening"
"""What the introduction and the facts of the day are called where warnings are told by item."""

_SAID = {
    ("empty", ""): Message("There is no item yet."),
    ("unpublished", ""): Message("The meeting itself is not public yet."),
    ("introduction", "fr"): Message("The introduction is missing in French."),
    ("introduction", "nl"): Message("The introduction is missing in Dutch."),
    ("facts", "fr"): Message("The facts of the day are missing in French."),
    ("facts", "nl"): Message("The facts of the day are missing in Dutch."),
    ("text", "fr"): Message("Item %(n)s has no text in French."),
    ("text", "nl"): Message("Item %(n)s has no text in Dutch."),
    ("unread", "fr"): Message("Item %(n)s is not marked as ready in French."),
    ("unread", "nl"): Message("Item %(n)s is not marked as ready in Dutch."),
}


@dataclass(frozen=True)
class Hint:
    """Words of a text that may tell who somebody is, and what they look like."""

    lang: Lang
    kind: str
    words: str


def missing(content: Content, *, meeting_is_public: bool) -> list[Problem]:
    """Name what keeps minutes from being public, each at the id of its place in the page of the team."""
    words = [(item.words.texts, item.words.ready) for item in content.items]
    found = gaps(content.introduction, content.facts, words, meeting_is_public=meeting_is_public)
    return [_problem(gap, content) for gap in found]


def item_anchor(item_id: UUID) -> str:
    """Return the id of an item's place in the page of the team."""
    return f"item-{item_id}"


def known_names(session: Session, meeting_id: int) -> list[str]:
    """Return the names of those who registered for a meeting, as long as they are kept."""
    return [person.name for person in registrations(session, meeting_id) if person.name]


def warnings(content: Content, names: Collection[str]) -> dict[str, list[Hint]]:
    """Return what may tell who somebody is, by item: its id, or OPENING; only where there is something."""
    texts = {str(item.id): [item.words.texts] for item in content.items}
    texts[OPENING] = [content.introduction, content.facts]
    found = {key: hints_in(of_item, names) for key, of_item in texts.items()}
    return {key: hints for key, hints in found.items() if hints}


def hints_in(texts: Iterable[Localized], names: Collection[str]) -> list[Hint]:
    """Return what may tell who somebody is, each thing once, however often the same words stand there."""
    found = (
        Hint(lang, one.kind, text[lang][one.start : one.end])
        for text in texts
        for lang in LANGUAGES
        for one in suspicions(text[lang], names)
    )
    return list(dict.fromkeys(found))


def ask_for_review(session: Session, meeting_id: int, *, user_id: int) -> None:
    """Say that the minutes are written and that somebody should read them; said twice, it is said once.

    Raises:
        NoSuchMinutesError: nothing was written yet.
    """
    minutes = lock_minutes(session, meeting_id)
    if minutes.status == "draft":
        minutes.status = "in_review"
        session.flush()
        _record(session, user_id, "review_minutes", meeting_id)


def back_to_draft(session: Session, meeting_id: int, *, user_id: int) -> None:
    """Give the minutes back to those who write them. Those who read them again are not readers of the public.

    Raises:
        NoSuchMinutesError: nothing was written yet.
    """
    minutes = lock_minutes(session, meeting_id)
    if minutes.status == "in_review":
        minutes.status = "draft"
        session.flush()
        _record(session, user_id, "return_minutes", meeting_id)


def publish(session: Session, meeting_id: int, *, seen: int, checked: bool, user_id: int) -> None:
    """Make the minutes public as they are in revision `seen`; `checked` says that warnings were looked at.

    Raises:
        NoSuchMinutesError: nothing was written yet.
        ChangedMeanwhileError: somebody changed them after they were looked at.
        NotReadyError: a text is missing or not ready, or a warning was not looked at. Nothing was changed.
    """
    minutes = lock_minutes(session, meeting_id)
    if minutes.revision != seen:
        raise ChangedMeanwhileError
    content = content_of(minutes, items_of(session, minutes))
    meeting = session.get_one(Meeting, meeting_id)
    problems = missing(content, meeting_is_public=meeting.status != "draft")
    if not problems and not checked and warnings(content, known_names(session, meeting_id)):
        problems = [
            Problem("checked", Message("Look at the warnings, and say that you have checked them."))
        ]  # fmt: skip
    if problems:
        raise NotReadyError(problems)
    minutes.status = "published"
    minutes.published_revision = minutes.revision
    minutes.published_at = clock.now()
    session.flush()
    _record(session, user_id, "publish_minutes", meeting_id)


def take_back(session: Session, meeting_id: int, *, user_id: int) -> None:
    """Take the minutes back from the public page. Every revision stays.

    Raises:
        NoSuchMinutesError: nothing was written yet. NotPublishedError: they are not public.
    """
    minutes = lock_minutes(session, meeting_id)
    if minutes.published_revision is None:
        raise NotPublishedError
    minutes.status = "draft"
    minutes.published_revision = minutes.published_at = None
    session.flush()
    _record(session, user_id, "withdraw_minutes", meeting_id)


def forget_earlier(session: Session, meeting_id: int, *, user_id: int) -> int:
    """Forget every state but the newest and the one that is public; return how many there were.

    It is how a name that was written by mistake is gone for good.

    Raises:
        NoSuchMinutesError: nothing was written yet.
    """
    minutes = lock_minutes(session, meeting_id)
    gone = session.connection().execute(
        delete(MinutesRevision).where(
            MinutesRevision.minutes_id == minutes.id,
            MinutesRevision.number != minutes.revision,
            MinutesRevision.number != (minutes.published_revision or 0),
        )
    )
    _record(session, user_id, "forget_minutes", meeting_id)
    return gone.rowcount


def purge_revisions(session: Session) -> int:
    """Delete the states made over six months ago, but the newest and the public one; return how many."""
    kept = select(MinutesRevision.id).join(
        Minutes,
        (Minutes.id == MinutesRevision.minutes_id)
        & (
            (MinutesRevision.number == Minutes.revision)
            | (MinutesRevision.number == Minutes.published_revision)
        ),
    )
    gone = session.connection().execute(
        delete(MinutesRevision).where(
            MinutesRevision.at < clock.now() - REVISIONS_KEPT, MinutesRevision.id.not_in(kept)
        )
    )
    return gone.rowcount


def _record(session: Session, user_id: int, verb: str, meeting_id: int) -> None:
    record(session, user_id, verb, f"meeting:{session.get_one(Meeting, meeting_id).code}")


def _problem(gap: Gap, content: Content) -> Problem:
    message = Message(_SAID[gap.lack, gap.lang].id, {"n": gap.item} if gap.item else {})
    if gap.item:
        return Problem(item_anchor(content.items[gap.item - 1].id), message)
    return Problem({"empty": "items", "unpublished": "publication"}.get(gap.lack, OPENING), message)
