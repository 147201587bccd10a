"""From a tree back to the text that an author would write."""

from decimal import Decimal

from app.questionnaires.expressions.errors import ExpressionError
from app.questionnaires.expressions.grammar import OPERATORS
from app.questionnaires.model import Tree

_NEGATION = 7
_PRIMARY = 8


def render(tree: Tree) -> str:
    """Return the text of `tree`, with no more parentheses than needed: `parse(render(tree)) == tree`.

    Raises:
        ExpressionError: No text gives this tree: a text with both kinds of quotes, a negative literal.
    """
    return _render(tree, 0)


def _render(tree: Tree, tightness: int) -> str:
    """Return the text of `tree`, in parentheses if it binds less tightly than its surroundings ask."""
    kind = tree[0]
    if kind == "neg":
        text, own = f"-{_render(tree[1], _NEGATION)}", _NEGATION
    elif kind in OPERATORS:
        own = OPERATORS[kind]
        text = f"{_render(tree[1], own)} {kind} {_render(tree[2], own + 1)}"
    else:
        text, own = _primary(tree), _PRIMARY
    return f"({text})" if own < tightness else text


def _primary(tree: Tree) -> str:
    match tree:
        case ["num", value] if 0 <= value < float("inf"):
            text = format(Decimal(repr(float(value))), "f").removesuffix(".0")
        case ["str", value] if not {"'", '"'} <= set(value):
            text = f'"{value}"' if "'" in value else f"'{value}'"
        case ["ref", name]:
            text = f"${{{name}}}"
        case ["self"]:
            text = "."
        case ["col", name]:
            text = str(name)
        case ["call", "position"]:
            text = "position(..)"
        case ["call", name, *arguments]:
            text = f"{name}({', '.join(_render(argument, 0) for argument in arguments)})"
        case _:
            raise ExpressionError("This cannot be written as an expression.", code="unwritable")
    return text
