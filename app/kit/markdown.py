"""Markdown, as far as what people write here needs it, safe to show whoever wrote it.

Paragraphs, line breaks, emphasis, strong, headings, lists, quotes, and links to http, https and mailto. Raw
HTML, images and code are shown as they were typed.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

SCHEMES: Final = frozenset({"http", "https", "mailto"})
_RULES: Final = ("blockquote", "emphasis", "entity", "escape", "heading", "link", "list", "newline")
_MOST_NESTING: Final = 20
_LOWEST_HEADING: Final = 6


def render(text: str, *, headings_from: int = 3) -> Markup:
    """Return `text` as HTML that is safe to put into a page.

    The largest heading becomes `<h3>`, or what `headings_from` says, and no level is skipped below it: where
    the text stands in the page, the page knows.
    """
    parser = _parser()
    tokens = parser.parse(text)
    _place_headings(tokens, headings_from)
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704 - the subset above is the point


def render_line(text: str) -> Markup:
    """Return `text` as the HTML of one line, such as a heading: emphasis, strong and links."""
    return Markup(_parser().renderInline(" ".join(text.split())))  # noqa: S704 - as above


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - most pages hold no such text

    parser = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": _MOST_NESTING}).enable(_RULES)
    # Assigned, because the library asks for it as a method and offers no other way to say what a link may be.
    parser.validateLink = is_safe_link  # type: ignore[assignment, method-assign]
    parser.add_render_rule("link_open", _link)
    return parser


def is_safe_link(address: str) -> bool:
    """Say whether an address leads to a page or a mailbox, and nowhere else."""
    try:
        return urlsplit(address.strip()).scheme.lower() in SCHEMES
    except ValueError:
        return False


def _link(renderer: Any, tokens: Sequence["Token"], at: int, options: Any, env: Any) -> str:  # noqa: ANN401
    # Whoever follows a link out of these pages takes along neither this page's address nor a hold on it.
    tokens[at].attrSet("rel", "noopener noreferrer")
    return str(renderer.renderToken(tokens, at, options, env))


def _place_headings(tokens: Sequence["Token"], first: int) -> None:
    """Give each heading its level in the page: readers by ear go by levels, and none may be skipped.

    What counts is how headings stand to each other: two that are written alike have the same level.
    """
    above: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            written = int(token.tag[1:])
            above = [*(level for level in above if level < written), written]
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(first + len(above) - 1, _LOWEST_HEADING)}"
