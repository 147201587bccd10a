"""The page that explains every figure, to which every chart leads."""

import re
from typing import get_args

from app.analysis.panels import Topic
from app.kit.localized import LANGUAGES
from app.kit.pages import TEMPLATES

PART = re.compile(r'<section id="([a-z-]+)"')


def test_every_topic_of_a_chart_is_explained_in_both_languages_at_the_same_length() -> None:
    texts = {lang: (TEMPLATES / f"public/method/texts_{lang}.html").read_text("utf-8") for lang in LANGUAGES}
    for text in texts.values():
        assert set(PART.findall(text)) == set(get_args(Topic)) - {""}
    french, dutch = ([part.count("<p") for part in text.split("<section")] for text in texts.values())
    assert french == dutch
    assert PART.findall(texts["fr"]) == PART.findall(texts["nl"])


def test_french_is_written_as_it_is_printed_here_too() -> None:
    text = re.sub("<[^>]*>", " ", (TEMPLATES / "public/method/texts_fr.html").read_text("utf-8"))
    assert not re.search(r"[^\u202f][;?!%]", text)
    assert not re.search(r"[^\u00a0]:|«[^\u00a0]|[^\u00a0]»|'", text)
