"""Markdown that can be put into a page whoever wrote it."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from app.kit.markdown import SCHEMES, render

ALLOWED = {
    "p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a", *(f"h{n}" for n in range(1, 7)),
}  # fmt: skip
PIECES = [
    "<script>", "</script>", "<img src=x onerror=alert(1)>", "![a](http://x.be/a.png)",
    "[a](javascript:alert(1))", "[a](JaVa&#115;cript:alert(1))", "[a](java\tscript:x)",
    "[a](data:text/html,<b>)", "[a](vbscript:x)", '[a](https://x.be "on""load=x")', "[a](mailto:x@y.be)",
    "<https://x.be>", "[a]: javascript:x\n\n[a]", "[a][b]", "\n[b]: https://x.be '\"onclick=x'\n",
    "&lt;script&gt;", "&#60;script&#62;", "\\<b\\>", "**", "_", "`", "~~~\n", "    code\n", "# ", "### ",
    "- ", "1. ", "> ", "\n", "\n\n", "  \n", "\\", "\x00", "(", ")", "[", "]", '"', "'", "é", " ",
]  # fmt: skip


class Reader(HTMLParser):
    """Every tag with its attributes, as a browser would see them, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=25).map("".join),
    st.integers(1, 6),
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_nothing_but_plain_marks_reaches_the_page(text: str, first: int) -> None:
    found = Reader(render(text, headings_from=first))
    before = first - 1
    for tag, attrs in found.tags:
        assert tag in ALLOWED, text
        if tag == "a":
            assert set(attrs) <= {"href", "rel", "title"}, text
            assert urlsplit(attrs["href"] or "").scheme.lower() in SCHEMES, text
            assert attrs["rel"] == "noopener noreferrer"
        else:
            assert set(attrs) <= ({"start"} if tag == "ol" else set()), text
        if tag[0] == "h":
            level = int(tag[1])
            assert first <= level <= min(before + 1, 6) or level == before == 6, text
            before = max(level, first - 1)


def test_what_people_write_is_shown_as_they_mean_it() -> None:
    page = render(
        "Un *mot* et **un autre**,\nsur deux lignes.\n\n- un\n- deux\n\n1. d’abord\n2. ensuite\n\n> cité\n\n"
        "# Titre\n\n### Plus bas\n\n[la page](https://example.org/?a=1&b=2) "
        "![image](https://example.org/a.png) <b>x</b>"
    )
    assert "Un <em>mot</em> et <strong>un autre</strong>,<br>\nsur deux lignes." in page.replace(
        "<br />", "<br>"
    )
    for wanted in ("<li>un</li>", "<ol>", "<blockquote>", "<h3>Titre</h3>", "<h4>Plus bas</h4>"):
        assert wanted in page, wanted
    alike = render("## Un\n\n## Deux\n\n#### Plus bas\n\n## Trois", headings_from=2)
    assert [tag for tag, _ in Reader(alike).tags] == ["h2", "h2", "h3", "h2"]
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">la page</a>' in page
    assert "<img" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


def test_a_text_made_to_keep_the_service_busy_is_read_at_once() -> None:
    for text in ("[" * 20_000, "> " * 20_000, "*a " * 20_000, "- " * 10_000, "[a](" * 10_000):
        assert Reader(render(text)).tags
