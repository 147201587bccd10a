"""What to tell the author of an expression that cannot be read: one sentence, with what to do."""

import re

from app.questionnaires.expressions.errors import ExpressionError

# Tried in order where reading stopped: pattern, code, message. Those that look behind see the sign before,
# because reading may stop in the middle of a wrong pair of signs.
_AT = [
    (r"[“”„‘’‚«»]", "curly_quotes", "Write texts between straight quotes: 'yes', not ‘yes’ or “yes”."),
    (
        r"['\"]",
        "quote_open",
        "This text is opened with a quote and never closed. Add the same quote at its end.",
    ),
    (r"\$\{last-saved#", "last_saved", "last-saved is not supported. Refer to a question of this form."),
    (
        r"\$(?!\{[^\W\d][\w.-]*\})",
        "bad_reference",
        "Refer to a question as ${name}: its name alone between the braces, without spaces.",
    ),
    (r"[≤≥≠⩽⩾]|<>|=<|=>|(?<=<)>|(?<==)[<>]", "comparison_sign", "Write <=, >= or != for this comparison."),
    (r"=", "double_equals", "Write a single = to compare."),
    (
        r"(?i:AND|OR|DIV|MOD|&&|&|\|\||\|)(?![\w.-])",
        "operator_word",
        "Write and, or, div and mod, in small letters.",
    ),
    (r"(?:and|or|div|mod)[\w.-]", "operator_glued", "Put a space after and, or, div and mod."),
    (r"!", "exclamation", "Write != for “is different from”, and not(…) to turn a condition round."),
    (r"[−–—×÷]", "typographic_sign", "Write -, * and div for minus, times and divided by."),
    (
        r"\.\.|(?<=\.)\.|[/\[\]@]",
        "path",
        "Paths such as ../name or a[1] are not supported. Refer to a question as ${name}.",
    ),
    (r"%", "percent", "Per cent is not an operator. Write div 100, or mod for a remainder."),
]


def explain(text: str, position: int) -> ExpressionError:
    """Return the error for a `text` whose reading stopped at `position`, in characters from 0."""
    position += len(text[position:]) - len(text[position:].lstrip())
    before = text[:position].rstrip()
    if not text.strip():
        message = "The expression is empty. Write a condition such as ${age} >= 18."
        return ExpressionError(message, 0, code="empty")
    if position == len(text):
        return _stopped(before, position)
    if re.compile(r"(?<=[0-9]),[0-9]").match(text, position):
        return ExpressionError("Write decimals with a point: 3.5.", position, code="decimal_comma")
    if re.compile(r"(?<![/(])/(?!/)").match(text, position) and before:
        return ExpressionError("Write div to divide; paths are not supported.", position, code="slash")
    for pattern, code, message in _AT:
        if re.compile(pattern).match(text, position):
            return ExpressionError(message, position, code=code)
    return _unexpected(text, before, position)


def path(position: int) -> ExpressionError:
    """Return the error for a path to another place in the form."""
    code, message = next((code, message) for _, code, message in _AT if code == "path")
    return ExpressionError(message, position, code=code)


def _stopped(before: str, position: int) -> ExpressionError:
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", before)
    if bare.count("(") > bare.count(")") and re.search(r"[\w.})'\"]$", before):
        return ExpressionError(
            "A parenthesis is opened and never closed. Add ) where it ends.",
            position,
            code="parenthesis_open",
        )
    return ExpressionError(
        "The expression stops too early. Add what comes after the last sign.", position, code="stops_early"
    )


def _unexpected(text: str, before: str, position: int) -> ExpressionError:
    sign = text[position]
    if sign in "),":
        if re.search(r"(?:^|[(,=<>+*-]|\b(?:and|or|div|mod))$", before) and (before or sign == ","):
            message = "Something is missing before “%(sign)s”. Write it, or take away the sign before it."
            return ExpressionError(message, position, code="value_missing", sign=sign)
        if sign == ")":
            message = "This ) closes nothing. Take it away, or add ( where it begins."
            return ExpressionError(message, position, code="parenthesis_extra")
        message = "A comma only separates the values given to a function, as in if(${a} = 1, 'x', 'y')."
        return ExpressionError(message, position, code="comma")
    found = re.compile(r"\$\{[^}]*\}|[\w.:-]+|.", re.DOTALL).match(text, position)
    message = "“%(found)s” cannot stand here. Put an operator such as and, or, = before it, or take it away."
    return ExpressionError(message, position, code="unexpected", found=found.group() if found else sign)
