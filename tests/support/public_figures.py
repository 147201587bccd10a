"""What anyone can read off the public pages in French, handed to a reader with a solver.

Only what is printed is taken, and what the pages say of how people are counted; and, to be harder on them
than they need, how many choices were made in all (`picks`), since nearly everybody makes two.
"""

import re
from collections.abc import Mapping
from html import unescape
from math import ceil, floor, inf

from scipy.stats import binomtest

from tests.support.reader import Reader

FINE_BASE = 30
TAGS = re.compile(r"<[^>]+>")


def named(*labels: str) -> str:
    """Return the name of the number of those who share these labels."""
    return "|".join([labels[0], *sorted(labels[1:])])


def read_bassin(reader: Reader, page: str, picks: Mapping[str, int]) -> list[str]:
    """Hand the page of a bassin to a reader; return the names of what it hides."""
    kept = []
    bassin = _words(_between(page, "<h1>", "</h1>"))
    answers = page.partition('id="answers"')[2].partition('id="meetings"')[0]
    for block in answers.split('<h3 id="figures-')[1:]:
        code, said = block.split('"', 1)
        everybody = named(code, bassin)
        found = re.search(r"([\d\s]+) personnes? (?:ont|a) choisi au moins une action", said)
        if found is None:
            continue
        base = _number(found.group(1))
        reader.reads(everybody, base)
        for group in re.findall(r'<dd class="summary-value"><ul>(.*?)</ul>', said, re.DOTALL):
            parts = []
            for line in re.findall(r"<li>(.*?)</li>", group, re.DOTALL):
                label, _, n = _words(line).rpartition("\N{NO-BREAK SPACE}: ")
                parts.append(named(code, bassin, label))
                reader.reads(parts[-1], _number_or_none(n))
                kept += [parts[-1]] if _number_or_none(n) is None else []
            reader.adds(parts, everybody)
        actions = []
        for label, share, bar in re.findall(
            r'<span>(.*?)</span>\s*<strong class="nowrap">(.*?)</strong>(.*?)</li>', said, re.DOTALL
        ):
            name = named(code, bassin, _words(label.split("<span")[0]))
            actions.append(name)
            reader.reads(name, None)
            reader.adds([name], everybody, -inf, 0)
            if "masqué" in share:
                kept.append(name)
            else:
                possible = _possible(base, [_number(n) for n in re.findall(r"(\d+)\s%", share + bar)[:4]])
                reader.knows_of({name: 1.0}, min(possible), max(possible))
        if actions:
            reader.knows_of(dict.fromkeys(actions, 1.0), picks[everybody], picks[everybody])
    return kept


def _possible(base: int, printed: list[int]) -> list[int]:
    """Return the counts of which a share and the ends of its interval are printed so."""
    step = 1 if base >= FINE_BASE else 5
    share, _, low, high = printed
    found = []
    for n in range(base + 1):
        ends = binomtest(n, base).proportion_ci(method="wilson")
        if (
            abs(100 * n / base - share) <= step / 2
            and step * floor(100 * ends.low / step + 1e-9) == low
            and step * ceil(100 * ends.high / step - 1e-9) == high
        ):
            found.append(n)
    assert found, (base, printed)
    return found


def read_release(reader: Reader, page: str, picks: Mapping[str, int]) -> list[str]:
    """Hand a page of published figures to a reader; return the names of what it hides."""
    kept = []
    for section in page.split('<section class="section flow" aria-labelledby="')[1:]:
        key = section.split('"', 1)[0]
        code, what, _ = key.split(".")
        if "<table" not in section or not (what == "ballot" or what.startswith("people")):
            continue
        head, *body = re.findall(r"<tr>(.*?)</tr>", section, re.DOTALL)
        columns = [_words(label) for label in re.findall(r'<th scope="col">(.*?)</th>', head)][:-1]
        rows = [_words(_between(line, '<th scope="row">', "</th>")) for line in body[:-1]]
        for row, line in zip([*rows, ""], body, strict=True):
            cells = re.findall(r"<td>(.*?)</td>", line, re.DOTALL)
            for column, cell in zip([*columns, ""], cells, strict=True):
                name = named(code, *filter(None, (row, column)))
                n = _count(_words(cell))
                reader.reads(name, n)
                kept += [name] if n is None else []
        several = "plusieurs bassins" in section
        _add_up(reader, code, rows, columns, picks if what == "ballot" else None, several=several)
    return kept


def _add_up(
    reader: Reader,
    code: str,
    rows: list[str],
    columns: list[str],
    picks: Mapping[str, int] | None,
    *,
    several: bool,
) -> None:
    lines = [[(row, *filter(None, (column,))) for row in rows] for column in [*columns, ""]]
    for column, line in zip([*columns, ""], lines, strict=True):
        parts = [named(code, *labels) for labels in line]
        base = named(code, *filter(None, (column,)))
        for part in parts:
            reader.adds([part], base, -inf, 0)
        if picks is not None and base in picks:
            reader.knows_of(dict.fromkeys(parts, 1.0), picks[base], picks[base])
        elif picks is not None:
            reader.adds(parts, base, 0, inf)
            reader.adds(parts, base, -inf, 0, times=2)
        elif not several:
            reader.adds(parts, base)
    twice = dict.fromkeys((named(code, column) for column in columns), 1.0) | {named(code): -1.0}
    for row in [*rows, ""]:
        parts = [named(code, *filter(None, (row, column))) for column in columns]
        total = named(code, *filter(None, (row,)))
        reader.adds(parts, total, 0, inf if several else 0)
        if row and several and picks is not None:
            # Whoever counts twice under an answer counts twice among all.
            reader.knows_of(twice | {total: 1.0} | dict.fromkeys(parts, -1.0), 0, inf)


def _between(text: str, start: str, end: str) -> str:
    return text.split(start, 1)[1].split(end, 1)[0]


def _words(html: str) -> str:
    return unescape(TAGS.sub("", html)).strip()


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _number_or_none(text: str) -> int | None:
    return None if "masqué" in text else _number(text)


def _count(cell: str) -> int | None:
    """Return the number of a cell: what stands in brackets after a share, or all of it."""
    return _number_or_none(cell[cell.index("(") :] if "(" in cell else cell)
