"""Every public page of the demonstration that shows figures, read by somebody with a solver."""

import re

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
    for number in sorted(set(re.findall(r'href="/fr/figures/(\d+)"', client.get("/fr/figures").text))):
        kept.update(read_release(reader, client.get(f"/fr/figures/{number}").text, picks))
    assert reader.pins(sorted(kept), THRESHOLD) == []
