"""How a consultation goes, as somebody may see it: who begins, who finishes and where people stop.

Whoever sees protected figures does not see how many came to each page: the difference between two pages is
how many stopped.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.analysis.sight import Sight
from app.analysis.subjects import subject_of
from app.consultations.progress import Progress, Split, progress
from app.consultations.queries import ConsultationView
from app.kit.localized import Localized


@dataclass(frozen=True)
class SeenStop:
    """One page: how many came to it, and how many stand there; None where hidden."""

    name: str
    label: Localized
    came: int | None
    stopped: int | None


@dataclass(frozen=True)
class SeenSplit:
    """What was begun and what was sent in one language or over one channel; None where hidden."""

    code: str
    started: int | None
    finished: int | None


@dataclass(frozen=True)
class SeenProgress:
    """Everything that the page on the progress shows; None where hidden."""

    anybody: bool
    """Whether somebody has begun."""
    somebody_sent: bool
    started: int | None
    finished: int | None
    under_way: int | None
    gone: int | None
    stops: tuple[SeenStop, ...]
    by_language: tuple[SeenSplit, ...]
    by_channel: tuple[SeenSplit, ...]
    minutes: int | None
    """The median, or None while too few answers were measured."""
    by_bassin: Mapping[str, int | None]
    """Sent in each place; who acts in several counts in each."""
    by_profile: Mapping[str, int | None]
    protects: bool


def seen_progress(session: Session, consultation: ConsultationView, sight: Sight) -> SeenProgress:
    """Return how a consultation goes as this reader may see it. Six statements, however many answers.

    Protected figures take about twenty more: they are the totals of tables that other pages show.
    """
    # The solver needs numpy, which the service must not load to start.
    from app.analysis.together import people_seen  # noqa: PLC0415

    found = progress(session, consultation)
    sent = people_seen(session, subject_of(session, consultation), sight)
    finished, under_way, gone = map(sight.number, (found.finished, found.under_way, found.gone))
    # Two of these stand on other pages as well: what was begun, less these, would tell the third.
    few = None in {finished, under_way, gone}
    return SeenProgress(
        anybody=found.started > 0,
        somebody_sent=found.finished > 0,
        started=None if few else sight.number(found.started),
        finished=finished,
        under_way=under_way,
        gone=gone,
        stops=_stops(found, sight, few=few),
        by_language=_splits(found.by_language, sight, sent["language"]),
        by_channel=_splits(found.by_channel, sight),
        minutes=found.minutes,
        by_bassin=sent["bassin"],
        by_profile=sent["profile"],
        protects=sight.protects,
    )


def _stops(found: Progress, sight: Sight, *, few: bool) -> tuple[SeenStop, ...]:
    """Return the pages. Where what was begun is hidden all stops are: they add up to what was not sent."""
    stopped = sight.row({stop.name: stop.stopped for stop in found.stops})
    return tuple(
        SeenStop(
            stop.name, stop.label, None if sight.protects else stop.came, None if few else stopped[stop.name]
        )
        for stop in found.stops
    )


def _splits(
    found: tuple[Split, ...], sight: Sight, sent: Mapping[str, int | None] | None = None
) -> tuple[SeenSplit, ...]:
    finished = sight.row({split.code: split.finished for split in found})
    if sight.protects and sent is not None:
        finished = {code: sent.get(code, 0) for code in finished}
    return tuple(
        SeenSplit(split.code, None if sight.protects else split.started, finished[split.code])
        for split in found
    )
