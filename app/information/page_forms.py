"""What the forms about information pages post, read field by field."""

from collections.abc import Collection
from typing import Final

from app.information.documents import DocumentForm
from app.information.models import Edition
from app.information.pages import PageForm
from app.kit.forms import FieldReader, Posted
from app.kit.uploads import PostedFiles

FILES: Final[dict[str, Edition]] = {"file_fr": "fr", "file_nl": "nl", "file_both": "both"}
"""The field of each edition."""
MOST_POSITION: Final = 999


def read_page(posted: Posted, strands: Collection[str]) -> PageForm:
    """Read the form of a page. `strands` are keyed by programme/strand.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    title = reader.bilingual("title", longest=160)
    summary = reader.bilingual("summary", longest=400)
    body = reader.bilingual("body", longest=20_000)
    strand = reader.choice("strand", list(strands))
    position = reader.integer("position", low=0, high=MOST_POSITION)
    reader.check()
    programme_code, _, strand_code = strand.partition("/")
    return PageForm(title, summary, body, programme_code or None, strand_code or None, position or 0)


def read_document(posted: PostedFiles, held: Collection[str] = ()) -> DocumentForm:
    """Read the form of a document that has files in the editions `held` already.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    title = reader.bilingual("title", longest=160)
    summary = reader.bilingual("summary", longest=400)
    if not any(title.values()):
        reader.problem("title.fr", "Give the title in at least one language.")
    files = {edition: posted.files[name] for name, edition in FILES.items() if name in posted.files}
    if "both" in files and len(files) > 1:
        reader.problem("file_both", "Choose either one file in both languages, or one for each.")
    if not files and not held:
        reader.problem("file_fr", "Choose at least one file.")
    reader.check()
    return DocumentForm(title, summary, files)
