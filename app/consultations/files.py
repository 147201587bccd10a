"""The files of answers: taken in, known by the answer that they belong to, and forgotten with it.

The answer holds the name of its file, and the table says whose it is; the content is on the disk. A name that
somebody writes into a form proves nothing: what is shown is looked up here, with the answer's own id.
"""

import logging
from collections.abc import Collection, Iterator
from typing import Final
from uuid import UUID

from sqlalchemy import delete, event, exists, select
from sqlalchemy.orm import Session

from app.consultations.models import AnswerFile, Draft, Response
from app.kit import file_store
from app.kit.errors import Message, NotFoundError, Problem
from app.kit.forms import Posted
from app.kit.pictures import LONGEST_SIDE, NotAPictureError, rewritten
from app.kit.uploads import PostedFiles, Upload
from app.questionnaires.model import FILE_TYPES, Form, Page, Question
from app.questionnaires.queries import form_of_version
from app.questionnaires.repeats import every_round, unrolled

log = logging.getLogger("ateliers.files")

ACCEPTED: Final = {
    "image": frozenset({"image/jpeg", "image/png", "image/webp"}),
    "audio": frozenset({
        "audio/mpeg", "audio/ogg", "audio/wav", "audio/mp4", "audio/aac", "video/webm", "video/mp4",
    }),
    "video": frozenset({"video/mp4", "video/quicktime", "video/3gpp", "video/webm"}),
}  # fmt: skip
"""What each type of question takes. Recordings of telephones and browsers often come in the box of a film."""
REFUSED: Final = {
    "image": Message("This is not a picture that we can read. Please choose a JPEG, PNG or WebP picture."),
    "audio": Message("This is not a recording that we can read. Please choose an MP3, M4A, OGG or WAV."),
    "video": Message("This is not a film that we can read. Please choose an MP4, MOV or WebM file."),
    "file": Message("We cannot take this file. Please choose a PDF, a picture, a recording or a film."),
}


def accepted(question: Question) -> frozenset[str]:
    """Return the media types that a question takes; a question for a file takes them all, and PDF."""
    every = frozenset().union(*ACCEPTED.values(), {"application/pdf"})
    return ACCEPTED.get(question.type, every)


def taken(session: Session, draft: Draft, page: str, posted: PostedFiles) -> tuple[Posted, list[Problem]]:
    """Keep the files that were chosen on the page of this name, as `take_files` does; mostly none were."""
    if not posted.files:
        return posted, []
    form = form_of_version(session, draft.questionnaire_version_id)
    # Rounds that another tab has removed among them: what is typed there is kept, and so are its files.
    pages = unrolled(form, every_round(form, draft.answers)).pages
    shown = next((each for each in pages if each.name == page), None)
    return take_files(session, draft, shown, posted) if shown else (posted, [])


def take_files(
    session: Session, draft: Draft, page: Page, posted: PostedFiles
) -> tuple[Posted, list[Problem]]:
    """Keep the files that were chosen on a page, and return the form with their names in it.

    One that cannot be kept leaves its field as it was and comes back as a problem.
    """
    asked = {q.name: q for q in page.questions if q.type in FILE_TYPES and not q.read_only}
    fields, problems = posted.as_dict(), []
    for name, upload in posted.files.items():
        if name not in asked:
            continue
        fit = _fit(asked[name], upload)
        if isinstance(fit, Message):
            problems.append(Problem(name, fit))
            continue
        try:
            kept = file_store.write(fit.data, fit.media_type)
        except OSError:
            # A full disk must not cost anybody the rest of the page.
            log.exception("a file could not be written")
            problems.append(Problem(name, Message("We could not keep this file just now. Please try again.")))
            continue
        session.add(
            AnswerFile(
                name=kept, answer_id=draft.id, consultation_id=draft.consultation_id, question=name,
                media_type=fit.media_type, size=len(fit.data),
            )
        )  # fmt: skip
        fields[name] = [kept]
    session.flush()
    return Posted(fields), problems


def _fit(question: Question, upload: Upload) -> Upload | Message:
    if upload.problem is not None:
        return upload.problem
    if upload.media_type not in accepted(question):
        return REFUSED[question.type]
    side = question.parameters.get("max-pixels", "")
    if upload.media_type.startswith("image/") and side.isdecimal() and 0 < int(side) < LONGEST_SIDE:
        try:
            upload = Upload(rewritten(upload.data, upload.media_type, int(side)), upload.media_type)
        except NotAPictureError:
            return REFUSED[question.type]
    most = int(question.extras.get("max_mb", 0))
    if most and len(upload.data) > most * 1_000_000:
        return Message("This file is too large. It may have at most %(most)s MB.", {"most": most})
    return upload


def has_files(form: Form) -> bool:
    """Say whether a questionnaire asks for files."""
    return any(question.type in FILE_TYPES for question in form.every_question)


def strange_names(session: Session, answer_id: UUID, names: Collection[str]) -> set[str]:
    """Return those of `names` that are no file of this answer: somebody has written them. One statement."""
    ours = session.scalars(
        select(AnswerFile.name).where(AnswerFile.answer_id == answer_id, AnswerFile.name.in_(names))
    )
    return set(names) - set(ours)


def forget_unused(session: Session, answer_id: UUID) -> None:
    """Forget the files of an answer that neither its draft nor its response names any more.

    The content goes when the transaction is committed, and stays when it is not.
    """
    holders = (session.get(Draft, answer_id), session.get(Response, answer_id))
    named = {value for holder in holders if holder for value in _names(holder)}
    for file in session.scalars(select(AnswerFile).where(AnswerFile.answer_id == answer_id)).all():
        if file.name not in named:
            session.delete(file)
            _delete_once_committed(session, file.name)
    session.flush()


def purge_files(session: Session) -> int:
    """Forget the files whose answers are gone; return how many there were."""
    has_draft = exists().where(Draft.id == AnswerFile.answer_id)
    has_response = exists().where(Response.id == AnswerFile.answer_id)
    lost = ~has_draft & ~has_response
    names = session.scalars(
        delete(AnswerFile).where(lost).returning(AnswerFile.name).execution_options(synchronize_session=False)
    ).all()
    for name in names:
        _delete_once_committed(session, name)
    return len(names)


def sweep_files(session: Session, others: Collection[str] = ()) -> int:
    """Remove what is on the disk and belongs to no answer; return how many files there were.

    `others` are the names of files that belong to something else than an answer.
    """
    return file_store.sweep({*session.scalars(select(AnswerFile.name)), *others})


def file_of(
    session: Session, name: str, *, answer_id: UUID | None = None, sent_to: int | None = None
) -> AnswerFile:
    """Return a file that belongs to an answer, or to one that was sent to a consultation.

    Raises:
        NotFoundError: it belongs to another one, or is gone.
    """
    file = session.get(AnswerFile, name) if file_store.NAME.fullmatch(name) else None
    belongs = file is not None and (
        file.answer_id == answer_id
        if answer_id
        else file.consultation_id == sent_to and name in _names_sent(session, file.answer_id)
    )
    if file is None or not belongs or not file_store.path_of(name).is_file():
        raise NotFoundError("There is nothing at this address.")
    return file


def _names_sent(session: Session, answer_id: UUID) -> list[str]:
    response = session.get(Response, answer_id)
    return _names(response) if response else []


def _names(holder: Draft | Response) -> list[str]:
    """Return the answers that may be names of files."""
    return [value for value in holder.answers.values() if isinstance(value, str)]


def sent_files(session: Session, consultation_id: int) -> Iterator[str]:
    """Give the names of the files that were sent to a consultation, in the order of their random names."""
    rows = session.execute(
        select(AnswerFile.name, Response.answers)
        .join(Response, Response.id == AnswerFile.answer_id)
        .where(AnswerFile.consultation_id == consultation_id)
        .order_by(AnswerFile.name)
    )
    return (name for name, answers in rows if name in answers.values())


def _delete_once_committed(session: Session, name: str) -> None:
    def delete_file(done: Session) -> None:
        # A savepoint that is let go is told as a commit too, and may still be rolled back with the rest.
        if not done.in_nested_transaction():
            file_store.delete(name)

    event.listen(session, "after_commit", delete_file)
