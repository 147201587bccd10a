"""The lark parser, and the nodes it makes while it reads. Loaded by the first `grammar.parse`."""

from functools import lru_cache
from typing import Any, cast

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput, UnexpectedToken

from app.questionnaires.expressions import mistakes
from app.questionnaires.expressions.errors import ExpressionError
from app.questionnaires.expressions.grammar import GRAMMAR
from app.questionnaires.model import Tree


class Builder(Transformer[Token, Tree]):
    """One method for each rule of the grammar; it never recurses, however deep the text is."""

    def binary(self, parts: list[Any]) -> Tree:
        """Left, operator, right."""
        return [str(parts[1]), parts[0], parts[2]]

    def negative(self, parts: list[Any]) -> Tree:
        """A minus and its operand."""
        return ["neg", parts[1]]

    def number(self, parts: list[Token]) -> Tree:
        """Digits, refused when they go beyond what a double, and hence JSON, can hold."""
        value = float(parts[0])
        if value == float("inf"):
            raise ExpressionError(
                "This number is too large.", parts[0].start_pos or 0, code="number_too_large"
            )
        return ["num", value]

    def text(self, parts: list[Token]) -> Tree:
        """A text in its quotes."""
        return ["str", str(parts[0][1:-1])]

    def reference(self, parts: list[Token]) -> Tree:
        """A name in `${ }`."""
        return ["ref", str(parts[0][2:-1])]

    def self_(self, _parts: list[Token]) -> Tree:
        """The answer itself."""
        return ["self"]

    def column(self, parts: list[Token]) -> Tree:
        """A bare name."""
        return ["col", str(parts[0])]

    def call(self, parts: list[Any]) -> Tree:
        """A name and its arguments; lark puts None where there are none."""
        return ["call", str(parts[0]), *(part for part in parts[1:] if part is not None)]

    def position(self, parts: list[Token]) -> Tree:
        """`position(..)`, the only path there is."""
        if parts[0] != "position":
            raise mistakes.path(parts[1].start_pos or 0)
        return ["call", "position"]


def read(text: str) -> Tree:
    """Return the tree of `text`, however deep.

    Raises:
        ExpressionError: It cannot be read.
    """
    try:
        return cast("Tree", _parser().parse(text))
    except UnexpectedInput as error:
        at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        position = len(text) if at_end or error.pos_in_stream is None else error.pos_in_stream
        raise mistakes.explain(text, position) from None


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", transformer=Builder(), maybe_placeholders=True)
