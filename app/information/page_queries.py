"""What screens read of information pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.information.errors import NoSuchDocumentError, NoSuchPageError
from app.information.models import InfoDocument, InfoFile, InfoPage
from app.information.rules import edition_for, slug
from app.kit.localized import Lang, Localized
from app.kit.sniff import ENDINGS


@dataclass(frozen=True)
class FileView:
    """A file of a document."""

    edition: str
    media_type: str
    size: int
    """In bytes."""
    stored_as: str

    @property
    def ending(self) -> str:
        """The end of its name, which says its kind in short."""
        return ENDINGS[self.media_type]


@dataclass(frozen=True)
class DocumentView:
    """A document with its files by edition."""

    id: int
    title: Localized
    summary: Localized
    files: Mapping[str, FileView]

    def file_for(self, lang: str) -> FileView | None:
        """Return the file for a reader of `lang`; None when there is none."""
        edition = edition_for(self.files, lang)
        return self.files[edition] if edition else None


@dataclass(frozen=True)
class PageView:
    """An information page with its documents."""

    id: int
    code: str
    programme_code: str | None
    strand_code: str | None
    title: Localized
    summary: Localized
    body: Localized
    position: int
    status: str
    invented: bool
    documents: tuple[DocumentView, ...]


@dataclass(frozen=True)
class FileToGive:
    """A file as it is given to somebody: where it is, what it is, and under which name."""

    stored_as: str
    media_type: str
    name: str


def public_pages(session: Session) -> list[PageView]:
    """List the public pages in their order. Three statements."""
    return _pages(session, InfoPage.status == "published")


def staff_pages(session: Session) -> list[PageView]:
    """List every page in its order. Three statements."""
    return _pages(session)


def public_page(session: Session, code: str) -> PageView:
    """Return a public page. Three statements.

    Raises:
        NoSuchPageError: there is none, or it is a draft.
    """
    return _one(_pages(session, InfoPage.code == code, InfoPage.status == "published"))


def staff_page(session: Session, code: str) -> PageView:
    """Return a page, drafts included. Three statements.

    Raises:
        NoSuchPageError: there is none.
    """
    return _one(_pages(session, InfoPage.code == code))


def document_of(page: PageView, document_id: int) -> DocumentView:
    """Return a document of a page.

    Raises:
        NoSuchDocumentError: it belongs to another one, or was removed.
    """
    for document in page.documents:
        if document.id == document_id:
            return document
    raise NoSuchDocumentError


def file_of(page: PageView, document_id: int, edition: str) -> FileToGive:
    """Return a file of a page, with a name that says what is in it.

    Raises:
        NoSuchDocumentError: there is none in this edition.
    """
    document = document_of(page, document_id)
    file = document.files.get(edition)
    if file is None:
        raise NoSuchDocumentError
    lang: Lang = "nl" if edition == "nl" else "fr"
    title = slug(document.title[lang] or document.title["nl"])
    name = f"{title}{'' if edition == 'both' else f'-{edition}'}.{file.ending}"
    return FileToGive(file.stored_as, file.media_type, name)


def _one(found: list[PageView]) -> PageView:
    if not found:
        raise NoSuchPageError
    return found[0]


def _pages(session: Session, *wanted: ColumnElement[bool]) -> list[PageView]:
    rows = session.scalars(select(InfoPage).where(*wanted).order_by(InfoPage.position, InfoPage.id)).all()
    ids = [row.id for row in rows]
    documents = session.scalars(
        select(InfoDocument).where(InfoDocument.page_id.in_(ids)).order_by(InfoDocument.id)
    ).all()
    files: dict[int, dict[str, FileView]] = {}
    for file in session.scalars(
        select(InfoFile).where(InfoFile.document_id.in_([document.id for document in documents]))
    ):
        view = FileView(file.edition, file.media_type, file.size, file.stored_as)
        files.setdefault(file.document_id, {})[file.edition] = view
    return [
        PageView(
            row.id, row.code, row.programme_code, row.strand_code, row.title, row.summary, row.body,
            row.position, row.status, row.invented,
            tuple(
                DocumentView(one.id, one.title, one.summary, files.get(one.id, {}))
                for one in documents
                if one.page_id == row.id
            ),
        )
        for row in rows
    ]  # fmt: skip
