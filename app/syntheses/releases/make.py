"""Count, protect and freeze the tables of a release."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from itertools import groupby
from json import dumps
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.analysis.subjects import Subject, subject_of
from app.consultations.queries import ConsultationView, consultations_overview
from app.kit import clock
from app.kit.localized import Localized
from app.programmes.queries import ballot
from app.syntheses.models import Choice
from app.syntheses.releases.models import Release

THRESHOLD: Final = 5


@dataclass(frozen=True)
class Offer:
    """What can be declared of one question, or of who answered."""

    title: Localized
    rows: str
    """'' for the options of a question, else the dimension by which people are counted."""
    tables: tuple[tuple[str, str], ...]
    """The key of each table, and what its columns are."""


def closed_subjects(session: Session, programme_code: str) -> dict[str, Subject]:
    """Return the consultations of a programme that may be released, by code, the oldest first.

    Only closed ones: while answers come in, every later table would have to be refused. What people said of a
    meeting is not released, since fewer people evaluate a meeting than a release can protect.
    """
    views = [line.consultation for line in reversed(consultations_overview(session))]
    return {
        view.code: subject_of(session, view)
        for view in views
        if view.programme_code == programme_code
        and view.phase == "closed"
        and view.audience != "participants"
    }


def offers(session: Session, programme_code: str) -> list[tuple[ConsultationView, list[Offer]]]:
    """Return what can be declared, consultation by consultation: one table for each way to break it down."""
    from app.analysis.release_counts import Counter  # noqa: PLC0415 - loads numpy

    found = []
    for code, subject in closed_subjects(session, programme_code).items():
        counter = Counter(session, subject)
        together = groupby(counter.breakdowns(), key=lambda one: one.what)
        offered = []
        for _, group in together:
            tables = list(group)
            keys = tuple((f"{code}.{one.key}", str(one.by)) for one in tables)
            offered.append(Offer(counter.title(tables[0]), tables[0].rows_are, keys))
        found.append((subject.consultation, offered))
    return found


def fill(session: Session, release: Release) -> None:
    """Count what a release declares and put it into it, beside all that was published before."""
    # Figures need numpy, which the service must not load to start.
    from app.analysis.release_content import release_tables  # noqa: PLC0415
    from app.analysis.release_counts import Counter  # noqa: PLC0415

    subjects = closed_subjects(session, release.programme_code)
    tables: list[dict[str, Any]] = []
    refused: dict[str, str] = {}
    seals: dict[str, str] = {}
    for code, keys in release.declared.items():
        subject = subjects[code]
        possible = {one.key: one for one in Counter(session, subject).breakdowns()}
        wanted = [possible[key] for key in keys if key in possible]
        made = release_tables(session, subject, wanted, published(session, code), clock.today())
        tables += made.tables
        refused |= {f"{code}.{key}": why for key, why in made.refused.items()}
        seals[code] = made.seal
    asked = ballot(session, release.programme_code)
    release.content = {
        "programme": release.programme_code,
        "title": dict(release.title),
        "threshold": THRESHOLD,
        "software": f"ateliers {version('ateliers')}",
        "invented_note": dict(asked.invented_note) if asked and asked.actions[0].invented else {},
        "tables": tables,
    }
    release.refused, release.seals = refused, seals
    release.counted_on = clock.today()
    release.digest = digest(release.content)


def published(session: Session, consultation_code: str) -> "Any":  # noqa: ANN401 - see below
    """Return what the public has read of a consultation, also what was withdrawn since.

    It is a `Published`, whose module loads numpy.
    """
    from app.analysis.release_content import Published  # noqa: PLC0415 - loads numpy

    tables = public_tables(session).get(consultation_code, [])
    seals = (
        release.seals[consultation_code]
        for release in _ever_public(session)
        if release.seals.get(consultation_code)
    )
    return Published(tuple(tables), next(seals, "") if tables else "", _pages(session)[consultation_code])


def public_tables(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Return every table that the public has read, by code of its consultation, also what was withdrawn."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for release in _ever_public(session):
        for table in release.content["tables"]:
            found.setdefault(table["consultation"]["code"], {}).setdefault(table["key"], table)
    return {code: list(tables.values()) for code, tables in found.items()}


def _ever_public(session: Session) -> list[Release]:
    before = select(Release).where(Release.published_at.is_not(None)).order_by(Release.number)
    return list(session.scalars(before))


def _pages(session: Session) -> Mapping[str, Mapping[str, dict[str, Any]]]:
    """Return the figures frozen on the pages of the bassins, by consultation and bassin.

    Those that were taken from released tables tell nothing more.
    """
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for bassin, figures in session.execute(select(Choice.bassin_code, Choice.figures)):
        for line in (figures or {}).get("consultations", []):
            if line["withheld"] == "released":
                continue
            found[line["code"]][bassin] = line
    return found


def digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of content as JSON with sorted keys and no blanks: what is the same has the same."""
    text = dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def declared(keys: Sequence[str], subjects: Mapping[str, Subject]) -> dict[str, list[str]]:
    """Sort keys such as `citizens.ballot.bassin` by consultation, in the order given.

    Raises:
        KeyError: a key names a consultation that is not there.
    """
    found: dict[str, list[str]] = {}
    for key in dict.fromkeys(keys):
        code, _, breakdown = key.partition(".")
        found.setdefault(subjects[code].consultation.code, []).append(breakdown)
    return found
