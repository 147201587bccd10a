"""Every public page of the demonstration that shows figures, read by somebody with a solver."""

import csv
import re
from io import StringIO

from fastapi.testclient import TestClient

from app.analysis.priorities import ballots_of
from app.analysis.subjects import subjects_of_programme
from app.db import reading
from app.demo.consultations import PROGRAMME
from app.territory.queries import all_bassins
from tests.support.public_figures import named, read_bassin, read_release
from tests.support.reader import Reader

THRESHOLD = 5


def how_many_picks(programme: str) -> dict[str, int]:
    """Return how many actions were picked in each bassin and in all, by the names that a reader uses."""
    picks = {}
    with reading() as session:
        for subject in subjects_of_programme(session, programme):
            for bassin in (None, *all_bassins(session)):
                found = ballots_of(session, [subject], bassin=bassin.code if bassin else None)
                name = named(subject.consultation.code, *([bassin.name["fr"]] if bassin else []))
                picks[name] = sum(len(pick) * n for pick, n in zip(found.picks, found.counts, strict=True))
    return picks


def check_public_pages(client: TestClient) -> None:
    """Try every number that the pages of the bassins and the published figures hide, all of them together."""
    picks = how_many_picks(PROGRAMME)
    reader, kept = Reader(), set[str]()
    codes = sorted(set(re.findall(r'href="/fr/bassins/([\w-]+)"', client.get("/fr/bassins").text)))
    assert len(codes) == 5
    for code in codes:
        kept.update(read_bassin(reader, client.get(f"/fr/bassins/{code}").text, picks))
    assert len(kept) > 20
    numbers = sorted(set(re.findall(r'href="/fr/figures/(\d+)"', client.get("/fr/figures").text)))
    assert numbers
    for number in numbers:
        page = client.get(f"/fr/figures/{number}").text
        kept.update(read_release(reader, page, picks))
        _check_files(client, number, page)
    assert len(kept) > 50
    assert reader.pins(sorted(kept), THRESHOLD) == []


def _check_files(client: TestClient, number: str, page: str) -> None:
    """Check that a file hides as many numbers as the table that it comes from."""
    files = re.findall(rf'href="(/fr/figures/{number}/([\w.-]+)\.csv)"', page)
    assert files
    for address, key in files:
        table = page.partition(f'aria-labelledby="{key}"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
        lines = list(csv.reader(StringIO(client.get(address).text)))
        assert sum(line[2:3] == ["masqué"] for line in lines) == table.count("masqué")
