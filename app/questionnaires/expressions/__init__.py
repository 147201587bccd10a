r"""The expressions of a questionnaire: when a question is asked, which answers are refused, what is computed.

An author writes the part of XPath 1.0 that XLSForm uses. `parse` reads it once into a tree of lists,
texts and numbers that is plain JSON; `check` says what is wrong with it; `evaluate` computes it. The
server's word is the authority, and a small interpreter of the same trees makes conditions react at once
on the phone. To keep the two alike, the rules are few:

1. **Four kinds of value**: text, number (a double), truth, node-set (a list of texts, only for a question
   read from outside its repeat).
2. **Every answer is a text**, as in XML: a number is its digits, several choices are their names joined
   by spaces, no answer is ''. A truth that was stored is therefore the text 'true' or 'false', and both
   are true: compare it with a text, or use boolean-from-string().
3. **To a number**: `-?digits(.digits)?` with blanks around it; true and false are 1 and 0; an ISO date is
   its days since 1970-01-01, a date-time adds the part of the day on its own wall clock (an offset is
   left aside); everything else, '' included, is NaN.
4. **To a text**: 3 is '3', never '3.0' nor '3e21'; NaN, Infinity and -Infinity are spelt so; -0 is '0'; a
   node-set is its first node.
5. **To a truth**: a number unless 0 or NaN; a text or a node-set unless empty.
6. **= and !=**: if either side is a truth, as truths; otherwise, if either is a number, as numbers;
   otherwise as texts, so that '' = '' and '2' != '2.0'. **< <= > >=** always compare numbers, dates by
   rule 3. NaN is different from everything and neither less nor greater.
7. **A node-set compares as true if any node does**; hence not(${x} = 'a') is "no node is a" and ${x} !=
   'a' is "some node is not a". Beside a truth, a node-set is true unless empty. A question left blank in a
   round has no node, so that sum, min and max read what is there.
8. **Arithmetic** is that of doubles: x div 0 is infinite, 0 div 0 is NaN, mod keeps the sign of its left
   side. `today() + 7` is a number of days; date() makes a date of it again. `and`, `or` and `if` read no
   further than they need.
9. **Blanks** are space, tab, line feed and carriage return. **Characters** are Unicode code points.
10. **regex** covers the whole text, case counts, `\d`, `\w` and `\s` are ASCII; a text of more than 2000
   characters never matches. `patterns` says what may stand in a pattern. JavaScript: `^(?:…)$`, flag `u`.

Limits: 10 000 characters and 150 levels for an expression, 200 characters for a pattern.
"""

from app.questionnaires.expressions.check import Problem, check, find_cycle, references
from app.questionnaires.expressions.errors import ExpressionError
from app.questionnaires.expressions.evaluate import evaluate
from app.questionnaires.expressions.functions import FUNCTIONS
from app.questionnaires.expressions.grammar import parse
from app.questionnaires.expressions.render import render
from app.questionnaires.expressions.values import Context, Value, to_number, to_string, truth

__all__ = [
    "FUNCTIONS",
    "Context",
    "ExpressionError",
    "Problem",
    "Value",
    "check",
    "evaluate",
    "find_cycle",
    "parse",
    "references",
    "render",
    "to_number",
    "to_string",
    "truth",
]
