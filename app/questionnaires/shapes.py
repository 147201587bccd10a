"""What an answer is made of: questions of one shape can be read together, those of two shapes cannot."""

from collections.abc import Mapping
from typing import Final, Literal

from app.questionnaires.model import REPEAT, Question

Shape = Literal["number", "day", "one", "many", "rank", "text", "rounds"]

_SHAPES: Final[Mapping[str, Shape]] = {
    "integer": "number",
    "decimal": "number",
    "range": "number",
    "date": "day",
    "select_one": "one",
    "acknowledge": "one",
    "select_multiple": "many",
    "rank": "rank",
    REPEAT: "rounds",
}


def shape_of(question: Question) -> Shape:
    """Return the shape of the answers to a question; every type that is not listed is text."""
    return _SHAPES.get(question.type, "text")
