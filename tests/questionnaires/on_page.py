"""What a page shows to somebody who answers: labels, what was typed, errors."""

from collections.abc import Mapping
from html import escape, unescape

from app.kit.localized import LANGUAGES, Lang
from app.questionnaires.logic import fill_plain
from app.questionnaires.model import Question
from tests.questionnaires.definitions import Typed
from tests.support.visitor import Visitor


def page_of(visitor: Visitor) -> str:
    """The name of the page, with its round."""
    return visitor.address.partition("?")[0].partition("#")[0].rpartition("/")[2]


def assert_labels(visitor: Visitor, shown: list[Question], lang: str) -> None:
    """Every question and each of its options reads in the language of the page."""
    text = visitor.page.text
    for question in shown:
        label = question.label[lang]
        pieces = [label.partition("${")[0]] if "${" in label else [label]
        if question.choice_filter is None:
            pieces += [fill_plain(choice.label[lang]) for choice in question.choices]
        for piece in pieces:
            assert escape(piece.split("\n")[0], quote=False) in unescape_quotes(text), (question.name, piece)


def unescape_quotes(text: str) -> str:
    """Return HTML with its quotation marks bare, which need no escape between tags."""
    return text.replace("&#34;", '"').replace("&#39;", "'").replace("&quot;", '"')


def assert_kept(visitor: Visitor, typed: Mapping[str, Typed]) -> None:
    """Every field holds what was typed into it."""
    held = visitor.form.values()
    for name, value in typed.items():
        expected = [value] if isinstance(value, str) else list(value or [])
        # A ranking has a blank field as well, so that an emptied one is posted.
        found = filter(None, map(_plain, held.get(name, [])))
        assert sorted(found) == sorted(filter(None, map(_plain, expected))), name


def _plain(value: str) -> str:
    """A number comes back as it is kept: with a point, and without blanks around it."""
    return value.strip().replace("\r\n", "\n").replace(",", ".")


def language_of(visitor: Visitor) -> Lang:
    lang = visitor.page.text.partition('<html lang="')[2][:2]
    assert lang in LANGUAGES
    return lang


def error_of(visitor: Visitor, name: str) -> str:
    return unescape(visitor.page.text.partition(f'id="{name}-error"')[2].partition("</p>")[0])


def problems_on(visitor: Visitor) -> str:
    """What the summary of errors of a page says."""
    return unescape(visitor.page.text.partition('class="error-summary"')[2].partition("</ul>")[0])
