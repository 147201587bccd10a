"""Publish a version of a questionnaire. A published version never changes; a change is a new version."""

from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import insert_for
from app.kit import clock
from app.kit.errors import ConflictError, InvalidError, Message, Problem
from app.questionnaires.compare import compare
from app.questionnaires.compile import compile_form
from app.questionnaires.finding import refuse_errors
from app.questionnaires.keep_media import keep_media
from app.questionnaires.lint import lint
from app.questionnaires.mapping import Decided, decide
from app.questionnaires.model import Form
from app.questionnaires.models import Questionnaire, QuestionnaireVersion
from app.questionnaires.queries import form_of_version, latest_version
from app.questionnaires.workbook import Workbook, canonical

Said = Callable[[str], str]
"""Gives the value of a field of the form that asks what became of old questions and options."""


def form_code(workbook: Workbook) -> str:
    """Return the `form_id` of a workbook, by which its questionnaire is known, or ''."""
    return canonical(workbook).settings.get("form_id", "")


def publish_version(
    session: Session,
    workbook: Workbook,
    *,
    from_file: bool = False,
    file: str = "",
    lines: Mapping[tuple[str, int], int] | None = None,
    media: Mapping[str, bytes] | None = None,
    said: Said | None = None,
    seen: int | None = None,
) -> QuestionnaireVersion:
    """Publish a workbook as the newest version of the questionnaire with its `form_id`, and return it.

    When the newest version has the same content nothing is done and that version is returned. The first
    version makes the questionnaire. Whoever is answering an older version stays on it.

    Args:
        session: a session that writes.
        workbook: the workbook with its ballots filled in, as it will be kept.
        from_file: whether it comes from surveys/, whose later changes then follow by themselves.
        file: path that begins each finding.
        lines: line in that file of each sheet and row.
        media: the content of images, sounds and films that were not kept before, by SHA-256.
        said: what became of what the version breaks with. Without it a breaking version is published, and
            the question stays open (`settle_fates`).
        seen: number of the version that the author compared with, 0 for a new questionnaire.

    Raises:
        FindingsError: the lint finds an error; nothing is changed.
        ConflictError: somebody else published a version meanwhile.
        InvalidError: `said` leaves something open.
    """
    code = form_code(workbook)
    questionnaire = _locked(session, code)
    newest = latest_version(session, questionnaire.id) if questionnaire else None
    if newest is not None and newest.content_hash == workbook.content_hash():
        return newest
    refuse_errors(lint(workbook, file=file, lines=lines))
    form = compile_form(workbook)
    keep_media(session, workbook, media or {})
    if questionnaire is None:
        # Of two who make the same questionnaire at once, the second waits here and finds the first's.
        row = insert_for(session)(Questionnaire).values(code=code, title=form.title)
        session.execute(row.on_conflict_do_nothing(index_elements=["code"]))
        questionnaire = _locked(session, code)
        assert questionnaire is not None  # noqa: S101 - it was there, or was made just now
        newest = latest_version(session, questionnaire.id)
        if newest is not None and newest.content_hash == workbook.content_hash():
            return newest
    if seen is not None and seen != (newest.number if newest else 0):
        raise ConflictError("Somebody else published a version meanwhile. Look at the difference again.")
    version = QuestionnaireVersion(
        questionnaire_id=questionnaire.id,
        number=newest.number + 1 if newest else 1,
        workbook=workbook.to_json(),
        content_hash=workbook.content_hash(),
        from_file=from_file,
        published_at=clock.now(),
    )
    if newest is not None:
        _compare_with(session, newest, version, form, said)
    questionnaire.title = form.title
    session.add(version)
    session.flush()
    return version


def settle_fates(session: Session, code: str, number: int, said: Said) -> QuestionnaireVersion:
    """Say what became of what a published version breaks with. Said once, it stays.

    Raises:
        ConflictError: it was said before, or the version breaks with nothing.
        InvalidError: `said` leaves something open.
        LookupError: there is no such version.
    """
    questionnaire = _locked(session, code)
    versions = select(QuestionnaireVersion).where(
        QuestionnaireVersion.questionnaire_id == (questionnaire.id if questionnaire else 0),
        QuestionnaireVersion.number.in_([number - 1, number]),
    )
    found = {version.number: version for version in session.scalars(versions)}
    if len(found) != 2:  # noqa: PLR2004 - the version and the one before
        raise LookupError(f"no version {number} of {code!r} with one before it")
    version = found[number]
    if version.fates is not None:
        raise ConflictError("This was already decided for this version.")
    form = form_of_version(session, version.id)
    _compare_with(session, found[number - 1], version, form, said)
    session.flush()
    return version


def _locked(session: Session, code: str) -> Questionnaire | None:
    """Lock the row of a questionnaire: of two who publish, the second sees the version of the first."""
    return session.scalars(
        select(Questionnaire).where(Questionnaire.code == code).with_for_update()
    ).one_or_none()


def _compare_with(
    session: Session, before: QuestionnaireVersion, version: QuestionnaireVersion, form: Form,
    said: Said | None,
) -> None:  # fmt: skip
    comparison = compare(form_of_version(session, before.id), form)
    decided = decide(comparison, said or (lambda _: ""))
    if said is not None and decided.open:
        raise InvalidError(open_problems(decided))
    version.change = comparison.degree
    version.fates = None if decided.open else decided.fates.to_json()


def open_problems(decided: Decided) -> list[Problem]:
    """Return a problem for each thing that was not said."""
    return [
        Problem(each.field, Message("Say what became of “%(name)s”.", {"name": each.name}))
        for each in decided.open
    ]
