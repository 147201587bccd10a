"""Orders put together."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def merged(orders: Iterable[Sequence[T]]) -> list[T]:
    """Merge orders: what was there keeps its order, what is new follows what stands before it in its own.

    The time is that of walking through the orders once.
    """
    start = object()
    after: dict[object, T | None] = {start: None}
    for order in orders:
        before: object = start
        for item in order:
            if item not in after:
                after[item], after[before] = after[before], item
            before = item
    result: list[T] = []
    item_or_end = after[start]
    while item_or_end is not None:
        result.append(item_or_end)
        item_or_end = after[item_or_end]
    return result
