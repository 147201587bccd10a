"""From the text of an expression to its tree.

The tree is plain JSON: `["num", 3.0]`, `["str", "a"]`, `["ref", "name"]` for `${name}`, `["self"]` for `.`,
`["col", "name"]` for a bare name (a column of the choices, in a choice filter), `["neg", t]`,
`[op, l, r]` for the operators of `OPERATORS`, `["call", "name", argument, …]`.
"""

from app.questionnaires.expressions.errors import ExpressionError
from app.questionnaires.model import Tree

MAX_LENGTH = 10_000
"""Characters in one expression."""
MAX_DEPTH = 150
"""Levels in one tree, so that neither interpreter can run out of stack."""

OPERATORS = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("=", "!="), 3),
    **dict.fromkeys(("<", "<=", ">", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "div", "mod"), 6),
}
"""Every operator between two operands, with how tightly it binds. All associate to the left."""

# An operator that is a word ends where a name would end: XPath reads `or-1` as a name, and so do we. After an
# operand only operators are possible and before one only operands, so that the words stay free as names.
GRAMMAR = r"""
?start: or_
?or_: and_ | or_ OR and_ -> binary
?and_: equality | and_ AND equality -> binary
?equality: relation | equality EQUALS relation -> binary
?relation: sum | relation COMPARES sum -> binary
?sum: product | sum (PLUS | MINUS) product -> binary
?product: unary | product (TIMES | DIV | MOD) unary -> binary
?unary: primary | MINUS unary -> negative
?primary: NUMBER -> number
    | TEXT -> text
    | REFERENCE -> reference
    | SELF -> self_
    | NAME -> column
    | NAME "(" [or_ ("," or_)*] ")" -> call
    | NAME "(" PARENT ")" -> position
    | "(" or_ ")"

OR: /or(?![\w.-])/
AND: /and(?![\w.-])/
DIV: /div(?![\w.-])/
MOD: /mod(?![\w.-])/
EQUALS: "=" | "!="
COMPARES: "<=" | ">=" | "<" | ">"
PLUS: "+"
MINUS: "-"
TIMES: "*"
NUMBER: /[0-9]+(\.[0-9]*)?|\.[0-9]+/
TEXT: /"[^"]*"|'[^']*'/
REFERENCE: /\$\{[^\W\d][\w.-]*\}/
PARENT: ".."
SELF: "."
NAME: /[^\W\d][\w.-]*(:[^\W\d][\w.-]*)?/
%ignore /\s+/
"""


def parse(text: str) -> Tree:
    """Return the tree of `text`.

    Raises:
        ExpressionError: It cannot be read; the message says where, and what to do.
    """
    # Lark is only loaded here, because most processes only evaluate trees made earlier.
    from app.questionnaires.expressions.reader import read  # noqa: PLC0415

    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            "The expression has more than %(most)s characters. Split it with calculate questions.",
            MAX_LENGTH, code="too_long", most=MAX_LENGTH,
        )  # fmt: skip
    tree = read(text)
    if depth(tree) > MAX_DEPTH:
        raise ExpressionError(
            "The expression is nested more than %(most)s deep. Split it with calculate questions.",
            0, code="too_deep", most=MAX_DEPTH,
        )  # fmt: skip
    return tree


def depth(tree: Tree) -> int:
    """Return how many levels `tree` has, a literal having one."""
    deepest, stack = 0, [(tree, 1)]
    while stack:
        node, level = stack.pop()
        deepest = max(deepest, level)
        stack.extend((child, level + 1) for child in children(node))
    return deepest


def children(tree: Tree) -> list[Tree]:
    """Return the operands or arguments of a node."""
    return [part for part in tree[1:] if isinstance(part, list)]
