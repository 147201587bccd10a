"""The documents of an information page: a title, a summary, and a file for the readers of each language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db import lock_row
from app.information.errors import NoSuchDocumentError, NoSuchPageError
from app.information.models import Edition, InfoDocument, InfoFile, InfoPage
from app.information.rules import missing_files, missing_texts
from app.kit import file_store, sniff
from app.kit.errors import InvalidError, Message, Problem
from app.kit.localized import LANGUAGES, Localized
from app.kit.uploads import Upload

ACCEPTED: Final = frozenset(
    {"application/pdf", sniff.DOCX, sniff.ODT, "image/jpeg", "image/png", "image/webp"}
)
REFUSED: Final = Message(
    "We cannot take this file. Please choose a PDF, a text of Word or OpenDocument, or a picture."
)
_MISSING: Final = {
    "title.fr": Message("Give the title in French."),
    "title.nl": Message("Give the title in Dutch."),
    "summary.fr": Message("Give the summary in French."),
    "summary.nl": Message("Give the summary in Dutch."),
}
_TEXTS_OF: Final = {
    "fr": Message("The document “%(title)s” lacks a title or a summary in French."),
    "nl": Message("The document “%(title)s” lacks a title or a summary in Dutch."),
}
_FILE_OF: Final = {
    "fr": Message("The document “%(title)s” has no file in French."),
    "nl": Message("The document “%(title)s” has no file in Dutch."),
}


@dataclass(frozen=True)
class DocumentForm:
    """What the team says of a document, and the files that were chosen for it by edition."""

    title: Localized
    summary: Localized
    files: Mapping[Edition, Upload] = field(default_factory=dict)


def keep_document(
    session: Session, page_id: int, form: DocumentForm, document_id: int | None = None
) -> InfoDocument:
    """Add a document to a page, or change one. A file takes the place of the one in its edition.

    One file for both languages takes the place of the two, and one in a language that of both.

    Raises:
        NoSuchPageError, NoSuchDocumentError: it was removed meanwhile.
        InvalidError: a file cannot be taken, or the page is public and something would be missing.
    """
    page = lock_row(session, InfoPage, page_id)
    if page is None:
        raise NoSuchPageError
    document = _document(session, page_id, document_id)
    files = {edition: _taken(edition, upload) for edition, upload in form.files.items()}
    if page.status == "published":
        held = () if document.id is None else editions_of(session, document.id)
        _refuse_incomplete(form, editions_after(held, files))
    document.title, document.summary = form.title, form.summary
    session.add(document)
    session.flush()
    for edition, upload in files.items():
        _replace(session, document.id, edition, upload)
    session.flush()
    return document


def remove_document(session: Session, page_id: int, document_id: int) -> None:
    """Remove a document; its files go from the disk within the hour.

    Raises:
        NoSuchDocumentError: it was removed already.
    """
    session.delete(_document(session, page_id, document_id))
    session.flush()


def files_missing(session: Session, page_id: int) -> list[Problem]:
    """Name what the documents of a page lack to be published."""
    rows = session.scalars(
        select(InfoDocument).where(InfoDocument.page_id == page_id).order_by(InfoDocument.id)
    )
    return [problem for document in rows.all() for problem in _gaps(session, document)]


def stored_names(session: Session) -> set[str]:
    """Return the names on the disk of every file of a document."""
    return set(session.scalars(select(InfoFile.stored_as)))


def editions_of(session: Session, document_id: int) -> list[Edition]:
    """Return the editions in which a document has a file."""
    return list(session.scalars(select(InfoFile.edition).where(InfoFile.document_id == document_id)))


def editions_after(held: Iterable[Edition], added: Iterable[Edition]) -> set[Edition]:
    """Return the editions that a document has once files were added to those that it held."""
    new: set[Edition] = set(added)
    gone: set[Edition] = {"fr", "nl"} if "both" in new else ({"both"} if new else set())
    return (set(held) - gone) | new


def _document(session: Session, page_id: int, document_id: int | None) -> InfoDocument:
    if document_id is None:
        return InfoDocument(page_id=page_id)
    document = session.get(InfoDocument, document_id)
    if document is None or document.page_id != page_id:
        raise NoSuchDocumentError
    return document


def _taken(edition: Edition, upload: Upload) -> Upload:
    problem = upload.problem
    media_type = upload.media_type or sniff.document_type(upload.data)
    if problem is None and media_type not in ACCEPTED:
        problem = REFUSED
    if problem is not None:
        raise InvalidError([Problem(f"file_{edition}", problem)])
    return Upload(upload.data, media_type)


def _replace(session: Session, document_id: int, edition: Edition, upload: Upload) -> None:
    """Keep a file. The one that it replaces is swept from the disk once nobody knows it."""
    old = session.scalars(select(InfoFile).where(InfoFile.document_id == document_id)).all()
    stays = editions_after([file.edition for file in old], [edition]) - {edition}
    gone = [file.edition for file in old if file.edition not in stays]
    session.execute(delete(InfoFile).where(InfoFile.document_id == document_id, InfoFile.edition.in_(gone)))
    session.add(
        InfoFile(
            document_id=document_id, edition=edition, media_type=upload.media_type, size=len(upload.data),
            stored_as=file_store.write(upload.data, upload.media_type),
        )
    )  # fmt: skip
    session.flush()


def _refuse_incomplete(form: DocumentForm, editions: Iterable[Edition]) -> None:
    texts = {"title": form.title, "summary": form.summary}
    problems = [Problem(name, _MISSING[name]) for name in missing_texts(texts, LANGUAGES)]
    title = form.title["fr"] or form.title["nl"]
    problems += [
        Problem(f"file_{lang}", _about(_FILE_OF[lang], title)) for lang in missing_files(editions, LANGUAGES)
    ]
    if problems:
        raise InvalidError(problems)


def _gaps(session: Session, document: InfoDocument) -> list[Problem]:
    texts = {"title": document.title, "summary": document.summary}
    title = document.title["fr"] or document.title["nl"]
    languages = {name.rpartition(".")[2] for name in missing_texts(texts, LANGUAGES)}
    said = [_TEXTS_OF[lang] for lang in LANGUAGES if lang in languages]
    said += [_FILE_OF[lang] for lang in missing_files(editions_of(session, document.id), LANGUAGES)]
    return [Problem(f"document-{document.id}", _about(message, title)) for message in said]


def _about(message: Message, title: str) -> Message:
    return Message(message.id, {"title": title})
