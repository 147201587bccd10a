"""The regular expressions of `regex()`: what Java and JavaScript agree on, matched in linear time.

Literals, `.`, classes such as `[a-z0-9_-]`, the escapes of `_ESCAPES` and of signs, groups `( )` and
`(?: )`, `|`, the anchors `^` and `$`, and the repetitions `* + ? {n} {n,} {n,m}`. A match covers the whole
subject, as in ODK. What looks around, refers back or sets flags is refused.

A pattern becomes a small program that walks the subject once, keeping every place it may have reached
(Thompson 1968), so that no pattern can make the server think for longer than pattern times subject.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.questionnaires.expressions.errors import ExpressionError

MAX_PATTERN = 200
MAX_SUBJECT = 2_000
MAX_STEPS = 1_000
MAX_GROUPS = 20

Ranges = tuple[tuple[int, int], ...]
Step = tuple[str, Ranges, int, int]
"""An instruction: `take` a character in the ranges, `split` to two steps, `start`, `end`, `done`."""

_LAST = 0x10FFFF


def _invert(ranges: Ranges) -> Ranges:
    """Return the characters that are not in `ranges`."""
    gaps, next_free = [], 0
    for low, high in sorted(ranges):
        if low > next_free:
            gaps.append((next_free, low - 1))
        next_free = max(next_free, high + 1)
    return (*gaps, (next_free, _LAST)) if next_free <= _LAST else tuple(gaps)


def _of(*pairs: str) -> Ranges:
    return tuple((ord(pair[0]), ord(pair[-1])) for pair in pairs)


_ESCAPES = {"d": _of("09"), "w": _of("09", "AZ", "az", "_"), "s": _of("\t\r", " "),
            "n": _of("\n"), "t": _of("\t"), "r": _of("\r")}  # fmt: skip
_ESCAPES |= {name.upper(): _invert(_ESCAPES[name]) for name in "dws"}
_NOT_NEWLINE = _invert(_of("\n", "\r", "\u2028\u2029"))


def _wrong(at: int, message: str) -> ExpressionError:
    return ExpressionError("The pattern is not valid: " + message, at, code="pattern")


@dataclass
class _Compiler:
    """Reads a pattern from left to right; each method returns the program of what it read."""

    pattern: str
    at: int = 0
    nested: int = 0

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        char = self.peek()
        if not char:
            raise _wrong(self.at, "it stops too early.")
        self.at += 1
        return char

    def alternatives(self) -> list[Step]:
        """Read branches up to the end of the group."""
        program = self.branch()
        while self.peek() == "|":
            self.at += 1
            other = self.branch()
            # split → first branch, jump over the second; jumps are splits whose two ways are one.
            program = [("split", (), 1, len(program) + 2), *program, _jump(len(other) + 1), *other]
            _limit(program)
        return program

    def branch(self) -> list[Step]:
        """Read repeated pieces up to `|`, `)` or the end."""
        program: list[Step] = []
        while self.peek() not in {"", "|", ")"}:
            program += self.repeated()
            _limit(program)
        return program

    def repeated(self) -> list[Step]:
        """Read one piece and the repetition after it."""
        anchored = self.peek() in {"^", "$"}
        piece = self.piece()
        counts = re.compile(r"([*+?])|\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}").match(self.pattern, self.at)
        if counts is None:
            if self.peek() == "{":
                raise _wrong(self.at, r"write a repetition as {2}, {2,} or {2,5}, and a brace as \{.")
            return piece
        if anchored:
            raise _wrong(self.at, "^ and $ cannot be repeated.")
        self.at = counts.end()
        if self.peek() in {"*", "+", "?", "{"}:
            raise _wrong(self.at, "two repetitions follow each other. Put parentheses around the first.")
        sign, least, comma, most = counts.groups()
        low = {"*": 0, "+": 1, "?": 0}[sign] if sign else int(least)
        high = {"*": None, "+": None, "?": 1}[sign] if sign else int(most) if most else None if comma else low
        return _repeat(piece, low, high, self.at)

    def piece(self) -> list[Step]:
        """Read a group, a class, an anchor, an escape or a character."""
        start, char = self.at, self.take()
        if char == "(":
            return self.group(start)
        if char in "*+?{":
            raise _wrong(start, "there is nothing to repeat before this sign.")
        if char in "}]":
            raise _wrong(start, "write \\ before a brace or a bracket that stands for itself.")
        if char in "^$":
            return [("start" if char == "^" else "end", (), 1, 0)]
        if char == "[":
            ranges = self.character_class()
        elif char == "\\":
            ranges = self.escape()
        else:
            ranges = _NOT_NEWLINE if char == "." else _of(char)
        return [("take", ranges, 1, 0)]

    def group(self, start: int) -> list[Step]:
        """Read a group whose parenthesis has been read."""
        if self.peek() == "?":
            if not self.pattern.startswith("?:", self.at):
                raise _wrong(start, "groups that look ahead, look behind or set flags are not supported.")
            self.at += 2
        self.nested += 1
        if self.nested > MAX_GROUPS:
            raise _wrong(start, "too many groups stand inside each other.")
        program = self.alternatives()
        if self.peek() != ")":
            raise _wrong(start, "this parenthesis is never closed.")
        self.at += 1
        self.nested -= 1
        return program

    def escape(self, signs: str = r"^$\.*+?()[]{}|/") -> Ranges:
        """Read what follows a backslash: these are all that JavaScript allows with its flag `u`."""
        char = self.take()
        if char in _ESCAPES:
            return _ESCAPES[char]
        if char not in signs:
            raise _wrong(
                self.at - 2,
                r"only d, w, s, D, W, S, n, t, r and the signs ^$\.*+?()[]{}|/ follow a backslash.",
            )
        return _of(char)

    def character_class(self) -> Ranges:
        """Read a class whose bracket has been read."""
        start = self.at - 1
        negated = self.peek() == "^"
        self.at += negated
        ranges: Ranges = ()
        while self.peek() != "]":
            ranges += self.members(start)
        self.at += 1
        if not ranges:
            raise _wrong(start, "these brackets are empty.")
        return _invert(ranges) if negated else ranges

    def members(self, start: int) -> Ranges:
        """Read a character or a range of a class."""
        low = self.member(start)
        if self.peek() != "-" or self.pattern[self.at + 1 : self.at + 2] in {"]", ""}:
            return low
        self.at += 1
        high = self.member(start)
        if not (_is_single(low) and _is_single(high)) or low[0][0] > high[0][0]:
            raise _wrong(start, r"a range goes from a character to a later one; write a hyphen as \-.")
        return ((low[0][0], high[0][0]),)

    def member(self, start: int) -> Ranges:
        if not self.peek():
            raise _wrong(start, "this bracket is never closed.")
        char = self.take()
        if char == "[":
            raise _wrong(self.at - 1, r"write \[ for a bracket inside brackets.")
        return self.escape(r"^$\.*+?()[]{}|/-") if char == "\\" else _of(char)


def _is_single(ranges: Ranges) -> bool:
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]


def _jump(distance: int) -> Step:
    return ("split", (), distance, distance)


def _limit(program: list[Step]) -> list[Step]:
    if len(program) > MAX_STEPS:
        raise ExpressionError(
            "The pattern repeats too much. Ask for fewer repetitions.", 0, code="pattern_too_long"
        )
    return program


def _repeat(piece: list[Step], low: int, high: int | None, at: int) -> list[Step]:
    if high is not None and high < low:
        raise _wrong(at, "a repetition goes from a number to a larger one.")
    size = len(piece)
    times = max(low + 1, high or 0)
    if times > MAX_STEPS or times * (size + 1) > MAX_STEPS:
        raise ExpressionError(
            "The pattern repeats too much. Ask for fewer repetitions.", at, code="pattern_too_long"
        )
    program = piece * low
    if high is None:
        return [*program, ("split", (), 1, size + 2), *piece, _jump(-size - 1)]
    for left in range(high - low, 0, -1):
        # Each further round may be left out together with all those after it.
        program += [("split", (), 1, left * (size + 1)), *piece]
    return program


@lru_cache(maxsize=512)
def compiled(pattern: str) -> tuple[Step, ...]:
    """Return the program of `pattern`.

    Raises:
        ExpressionError: The pattern is not valid, too long, or uses what is not supported.
    """
    if len(pattern) > MAX_PATTERN:
        raise ExpressionError(
            "The pattern has more than %(most)s characters. Make it shorter.",
            MAX_PATTERN, code="pattern_too_long", most=MAX_PATTERN,
        )  # fmt: skip
    reader = _Compiler(pattern)
    program = reader.alternatives()
    if reader.at < len(pattern):
        raise _wrong(reader.at, "this ) closes nothing.")
    return (*program, ("done", (), 0, 0))


def matches(pattern: str, subject: str) -> bool:
    """Tell whether `pattern` covers the whole of `subject`; one beyond `MAX_SUBJECT` never matches.

    Raises:
        ExpressionError: The pattern is not valid.
    """
    program = compiled(pattern)
    if len(subject) > MAX_SUBJECT:
        return False
    places = set(_reach(program, [0], 0, len(subject)))
    for at, char in enumerate(map(ord, subject), 1):
        moved = [place + 1 for place in places if any(low <= char <= high for low, high in program[place][1])]
        if not moved:
            return False
        places = set(_reach(program, moved, at, len(subject)))
    return any(program[place][0] == "done" for place in places)


def _reach(program: tuple[Step, ...], places: list[int], at: int, end: int) -> Iterator[int]:
    """Yield every place that waits for a character (or is done) and can be reached without taking one."""
    seen, stack = set(), list(places)
    while stack:
        place = stack.pop()
        if place in seen:
            continue
        seen.add(place)
        kind, _, first, second = program[place]
        if kind in {"take", "done"}:
            yield place
        elif kind == "split":
            stack += [place + first, place + second]
        elif at == (0 if kind == "start" else end):
            stack.append(place + 1)
