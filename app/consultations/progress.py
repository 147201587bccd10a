"""How a consultation goes: how many begin and finish, where people stop, and how long it takes."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.consultations.models import Duration, PageVisit
from app.consultations.queries import ConsultationView
from app.consultations.rules import CHECK, GONE, SENT, median_minutes
from app.kit.localized import Localized
from app.questionnaires.logic import fill_plain
from app.questionnaires.queries import form_of_version

FEWEST_MEASURED = 5
"""A median of fewer durations says nothing, and shows one person's."""


@dataclass(frozen=True)
class Stop:
    """One page: how many came to it, and how many of them stand there without having gone on."""

    name: str
    label: Localized
    came: int
    stopped: int


@dataclass(frozen=True)
class Split:
    """What was begun and what was sent in one language or over one channel."""

    code: str
    started: int
    finished: int


@dataclass(frozen=True)
class Progress:
    """Everything that the page on the progress shows. Corrections count nowhere, withdrawals no more."""

    started: int
    finished: int
    under_way: int
    """Drafts that exist and were not sent; they count in no result."""
    gone: int
    """Drafts that were never sent and were purged since."""
    stops: tuple[Stop, ...]
    by_language: tuple[Split, ...]
    by_channel: tuple[Split, ...]
    minutes: int | None
    """The median, or None while too few answers were measured."""


def progress(session: Session, consultation: ConsultationView) -> Progress:
    """Return how a consultation goes. Four statements, however many answers there are."""
    here: Counter[str] = Counter()
    reached: Counter[str] = Counter()
    gone = 0
    splits: dict[str, Counter[tuple[str, bool]]] = {"language": Counter(), "channel": Counter()}
    key = (PageVisit.page, PageVisit.what, PageVisit.language, PageVisit.channel)
    left_behind = case((PageVisit.slot == GONE, PageVisit.n), else_=0)
    rows = session.execute(
        select(*key, func.sum(PageVisit.n), func.sum(left_behind))
        .where(PageVisit.consultation_id == consultation.id)
        .group_by(*key)
    )
    for page, what, language, channel, n, n_gone in rows:
        if what == "reached":
            reached[page] += int(n)
            continue
        here[page] += int(n)
        gone += int(n_gone)
        splits["language"][language, page == SENT] += int(n)
        splits["channel"][channel, page == SENT] += int(n)
    started, finished = here.total(), here[SENT]
    return Progress(
        started=started,
        finished=finished,
        under_way=started - finished - gone,
        gone=gone,
        stops=_stops(session, consultation, reached, here),
        by_language=_split(splits["language"]),
        by_channel=_split(splits["channel"]),
        minutes=_minutes(session, consultation.id),
    )


def _stops(
    session: Session, consultation: ConsultationView, reached: Counter[str], here: Counter[str]
) -> tuple[Stop, ...]:
    """Return the pages in their order and the check of the answers, each with who came and who stopped."""
    form = form_of_version(session, consultation.questionnaire_version_id)
    found = [
        Stop(page.name, _plain(page.label or page.questions[0].label), reached[page.name] + here[page.name],
             here[page.name])
        for page in form.every_page
    ]  # fmt: skip
    return (*found, Stop(CHECK, {}, here[CHECK] + here[SENT], here[CHECK]))


def _plain(label: Localized) -> Localized:
    return {lang: fill_plain(text) for lang, text in label.items()}


def _split(counts: Counter[tuple[str, bool]]) -> tuple[Split, ...]:
    codes = sorted({code for (code, _), n in counts.items() if n})
    return tuple(Split(code, counts[code, True] + counts[code, False], counts[code, True]) for code in codes)


def _minutes(session: Session, consultation_id: int) -> int | None:
    rows = session.execute(
        select(Duration.minutes, Duration.n).where(Duration.consultation_id == consultation_id)
    )
    histogram = dict(rows.all())
    return median_minutes(histogram) if sum(histogram.values()) >= FEWEST_MEASURED else None
