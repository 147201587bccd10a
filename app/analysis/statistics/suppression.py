"""Small numbers on public pages: one row of counts whose total may be known.

This is the protection of a single row. Tables of two dimensions are protected in `tables.py`.
"""

from collections.abc import Mapping
from typing import Final

THRESHOLD: Final = 5
SMALLEST_THRESHOLD: Final = 3
SMALLEST_BASE: Final = 10
FINE_BASE: Final = 30


def protect(
    rows: Mapping[str, int], *, threshold: int = THRESHOLD, known_total: bool
) -> dict[str, int | None]:
    """Return `rows` with None where a count must not be read: 1 to threshold - 1, and what would reveal it.

    With `known_total`, the next smallest counts are hidden too (complementary suppression, Cox 1980) until,
    or until nothing is left to hide,
    - the smallest and the largest number that a hidden cell could hold lie the threshold apart: the hidden
      sum, less one for each hidden cell, is at least the threshold;
    - the hidden counts are not all equal.
    Equal counts are hidden together, so the choice does not depend on labels: any exchange of the hidden
    counts gives the same page. Hence even who knows this rule cannot fix a cell (the "minimality attack" of
    Wong et al. 2007). Zeros are shown, unless everything else had to be hidden: then they go too.

    A total from 1 to threshold - 1 is itself a small number: pass it through `hide_small` before showing it.
    Do not list hidden rows in the order of their counts, and call them hidden, never "1 to 4". Raises
    ValueError for a negative count or a threshold under 3: where only ones are small, a row of ones has no
    other reading.
    """
    if threshold < SMALLEST_THRESHOLD or any(n < 0 for n in rows.values()):
        raise ValueError(f"counts cannot be negative and the threshold is at least {SMALLEST_THRESHOLD}")
    hidden = {label for label, n in rows.items() if 0 < n < threshold}
    if hidden and known_total:
        for level in _levels(rows, hidden):
            if _is_safe([rows[label] for label in hidden], threshold):
                break
            hidden |= {label for label, n in rows.items() if n == level}
    return {label: None if label in hidden else n for label, n in rows.items()}


def hide_small(n: int, threshold: int = THRESHOLD) -> int | None:
    """Return n, or None if it is from 1 to threshold - 1. For a total shown apart from its row."""
    return None if 0 < n < threshold else n


def rounded_share(n: int, base: int) -> int | None:
    """Return n/base in per cent, rounded so that the count is not given away, halves upwards.

    Whole per cents from a base of 30, steps of 5 under it, None under a base of 10. A share is a count in
    disguise: give this function only counts that `protect` shows. Raises ValueError unless 0 <= n <= base.
    """
    if not 0 <= n <= base:
        raise ValueError(f"a share needs 0 <= n <= base, not {n} of {base}")
    if base < SMALLEST_BASE:
        return None
    step = 1 if base >= FINE_BASE else 5
    return step * ((200 * n + step * base) // (2 * step * base))


def _levels(rows: Mapping[str, int], hidden: set[str]) -> list[int]:
    """List the counts that could be hidden next, smallest first, zero last."""
    shown = {n for label, n in rows.items() if label not in hidden}
    return sorted(shown, key=lambda n: (n == 0, n))


def _is_safe(hidden: list[int], threshold: int) -> bool:
    return sum(hidden) - len(hidden) >= threshold and len(set(hidden)) > 1
