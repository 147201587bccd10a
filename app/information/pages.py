"""Write an information page, publish it, take it back."""

from dataclasses import asdict, dataclass
from itertools import chain, count

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import lock_row
from app.information.documents import files_missing
from app.information.errors import NoSuchPageError
from app.information.models import InfoPage
from app.information.rules import missing_texts, slug
from app.kit.errors import ConflictError, InvalidError, Message, Problem
from app.kit.localized import LANGUAGES, Localized

_MISSING = {
    "title.fr": Message("Give the title in French."),
    "title.nl": Message("Give the title in Dutch."),
    "summary.fr": Message("Give the summary in French."),
    "summary.nl": Message("Give the summary in Dutch."),
    "body.fr": Message("Give the text in French."),
    "body.nl": Message("Give the text in Dutch."),
}


@dataclass(frozen=True)
class PageForm:
    """What the team writes. Texts may lack a language until the page is published."""

    title: Localized
    summary: Localized
    body: Localized
    programme_code: str | None = None
    strand_code: str | None = None
    position: int = 0
    invented: bool = False


def write_page(session: Session, form: PageForm, *, code: str = "") -> InfoPage:
    """Begin a page as a draft, which only the team sees. Without `code`, one is made from its title.

    Raises:
        InvalidError: it has no title at all.
    """
    _check(form)
    page = InfoPage(code=code or _free_code(session, form), status="draft", **asdict(form))
    session.add(page)
    session.flush()
    return page


def revise_page(session: Session, page_id: int, form: PageForm) -> InfoPage:
    """Change a page. What is public stays complete, and its address stays.

    Raises:
        NoSuchPageError: it was removed meanwhile.
        InvalidError: it has no title, or it is public and a text would be missing in a language.
    """
    _check(form)
    page = _locked(session, page_id)
    if page.status == "published":
        _refuse(_texts_missing(form))
    for name, value in asdict(form).items():
        setattr(page, name, value)
    session.flush()
    return page


def publish_page(session: Session, page_id: int) -> InfoPage:
    """Make a page public with its documents, in both languages at once.

    Raises:
        NoSuchPageError: it was removed meanwhile.
        InvalidError: one problem for each text and each file that is missing in a language.
    """
    page = _locked(session, page_id)
    _refuse(gaps(session, page))
    page.status = "published"
    session.flush()
    return page


def unpublish_page(session: Session, page_id: int) -> InfoPage:
    """Take a page back from the public: it is a draft again.

    Raises:
        NoSuchPageError: it was removed meanwhile.
    """
    page = _locked(session, page_id)
    page.status = "draft"
    session.flush()
    return page


def remove_page(session: Session, page_id: int) -> None:
    """Remove a draft with its documents.

    Raises:
        NoSuchPageError: it was removed already. ConflictError: it is public.
    """
    page = _locked(session, page_id)
    if page.status == "published":
        raise ConflictError("This page is public. Take it back first.")
    session.delete(page)
    session.flush()


def gaps(session: Session, page: InfoPage) -> list[Problem]:
    """Name everything that keeps a page from being published."""
    return _texts_missing(page) + files_missing(session, page.id)


def _texts_missing(page: InfoPage | PageForm) -> list[Problem]:
    texts = {"title": page.title, "summary": page.summary, "body": page.body}
    return [Problem(name, _MISSING[name]) for name in missing_texts(texts, LANGUAGES)]


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InvalidError(problems)


def _check(form: PageForm) -> None:
    if not any(form.title.values()):
        raise InvalidError([Problem("title.fr", Message("Give the title in at least one language."))])


def _locked(session: Session, page_id: int) -> InfoPage:
    page = lock_row(session, InfoPage, page_id)
    if page is None:
        raise NoSuchPageError
    return page


def _free_code(session: Session, form: PageForm) -> str:
    base = slug(form.title["fr"] or form.title["nl"])
    taken = set(session.scalars(select(InfoPage.code).where(InfoPage.code.startswith(base, autoescape=True))))
    # `new` is the address of the form.
    numbered = (f"{base}-{number}" for number in count(2))
    return next(code for code in chain([base], numbered) if code not in taken | {"new"})
