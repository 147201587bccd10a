"""Population figures: typed or pasted, with their source, and never overwritten unseen."""

from collections.abc import Callable
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.db import reading, transaction
from app.territory.population.models import Population
from app.territory.population.queries import published_for
from app.territory.population.rules import people, read_pasted
from tests.factories.populations import BASSINS, give_population
from tests.staff.world import give_members, sign_in

FORM = {
    "audience": "citizens",
    "title.fr": "Habitant·es par bassin",
    "title.nl": "Inwoners per zorgzone",
    "source.fr": "Institut d’essai, 2024",
    "source.nl": "Proefinstituut, 2024",
    "as_of": "2024",
    "compared": "yes",
    **{f"count.{code}": str(n) for code, n in BASSINS.items()},
}
NEW = "/staff/populations/new?dimension=bassin"


@pytest.fixture
def world() -> Callable[[], object]:
    return give_members


@pytest.fixture
def analyst(make_client: Callable[[], TestClient]) -> TestClient:
    return sign_in(make_client(), "analyst@example.be")


def stored() -> list[Population]:
    with reading() as session:
        return list(session.scalars(select(Population).order_by(Population.id)))


def test_numbers_are_read_as_people_write_them_and_nothing_else_is() -> None:
    written = ["1234", "1 234", "1.234", "1\u202f234\u202f567", "1'234", " 7 ", "0"]
    assert [people(text) for text in written] == [1234, 1234, 1234, 1234567, 1234, 7, 0]
    for text in ("", "-3", "12,5", "3 %", "1.23", "١٢", "20000001", "1e6", "12 34"):
        assert people(text) is None, text


def test_a_pasted_table_is_read_by_codes_and_by_names_and_says_which_lines_it_does_not_know() -> None:
    names = {"nord": ["Bassin Nord", "Zorgzone Noord"], "sud": ["Bassin Sud", "Zorgzone Zuid"]}
    found = read_pasted("Zorgzone;Inwoners\nZORGZONE noord; 12 000 \n\nsud\t9.000\n", names)
    assert dict(found.numbers) == {"nord": "12 000", "sud": "9.000"}
    assert found.unknown == ()
    quoted = read_pasted('"Bassin Sud","9000"\nmars,4\nBassin Nord', names)
    assert dict(quoted.numbers) == {"sud": "9000", "nord": ""}
    assert quoted.unknown == ((2, "mars"),)


def test_figures_are_noted_shown_corrected_taken_out_of_use_and_removed(analyst: TestClient) -> None:
    assert "dimension=age_band" in analyst.get("/staff/populations/new").text
    assert analyst.get("/staff/populations/new?dimension=mars").status_code == 422
    assert analyst.post(NEW, data=FORM).headers["location"] == "/staff/populations"
    (found,) = stored()
    assert (found.dimension, found.counts, found.compared, found.invented) == ("bassin", BASSINS, True, False)
    address = f"/staff/populations/{found.id}"
    assert "Habitant·es par bassin" in analyst.get("/staff/populations").text
    assert 'value="220000"' in analyst.get(address).text

    refused = analyst.post(f"{address}/remove")
    assert refused.status_code == 409
    assert "sont comparées à ces chiffres" in unescape(refused.text)
    unused = {name: value for name, value in FORM.items() if name != "compared"}
    assert analyst.post(address, data=unused | {"version": "0", "count.sud": "310 000"}).status_code == 303
    assert stored()[0].counts["sud"] == 310_000
    assert analyst.post(f"{address}/remove").status_code == 303
    assert stored() == []
    assert analyst.get(address).status_code == 404


def test_what_is_wrong_is_said_beside_its_row_and_nothing_typed_is_lost(analyst: TestClient) -> None:
    wrong = FORM | {"count.nord": "31 %", "title.nl": "", "as_of": "3024", "source.fr": ""}
    page = analyst.post(NEW, data=wrong)
    assert page.status_code == 422
    for field in ("count.nord", "title.nl", "as_of", "source.fr"):
        assert f'href="#{field}"' in page.text
        assert f'id="{field}-error"' in page.text
    assert 'value="31 %"' in page.text
    assert 'value="220000"' in page.text
    few = {name: value for name, value in FORM.items() if not name.startswith("count.")}
    assert 'id="count.nord-error"' in analyst.post(NEW, data=few | {"count.sud": "4"}).text
    assert stored() == []


def test_a_pasted_table_fills_the_rows_and_is_saved_only_when_somebody_says_so(analyst: TestClient) -> None:
    pasted = "Bassin Nord;1 000\nZorgzone Zuid;2.000"
    page = analyst.post(NEW, data=FORM | {"go": "take", "pasted": pasted})
    assert page.status_code == 200
    assert 'value="1 000"' in page.text
    assert 'value="2.000"' in page.text
    assert 'value="220000"' in page.text, "rows that were not pasted stay as they were"
    unknown = analyst.post(NEW, data=FORM | {"go": "take", "pasted": f"{pasted}\nMars;3"})
    assert unknown.status_code == 422
    assert "Ligne 3" in unescape(unknown.text)
    assert "Zorgzone Zuid;2.000" in unknown.text
    assert analyst.post(NEW, data=FORM | {"go": "take"}).status_code == 422
    assert stored() == []


def test_whoever_saves_over_somebody_elses_figures_is_told_and_keeps_what_was_typed(
    analyst: TestClient,
) -> None:
    with transaction() as session:
        address = f"/staff/populations/{give_population(session).id}"
    assert analyst.post(address, data=FORM | {"version": "0", "as_of": "2023"}).status_code == 303
    late = analyst.post(address, data=FORM | {"version": "0", "as_of": "2022"})
    assert late.status_code == 409
    assert "entre-temps" in late.text
    assert 'value="2022"' in late.text
    assert stored()[0].as_of == 2023


@pytest.mark.usefixtures("database")
def test_answers_are_compared_with_the_set_in_use_of_the_nearest_year() -> None:
    with transaction() as session:
        for year in (2015, 2019, 2023):
            give_population(session, as_of=year)
        give_population(session, as_of=2021, compared=False)
        give_population(session, as_of=2021, audience="professionals")
        years = {
            year: published_for(session, "citizens", year)["bassin"].as_of for year in (1990, 2021, 2030)
        }
        assert years == {1990: 2015, 2021: 2019, 2030: 2023}
        assert published_for(session, "participants", 2021) == {}
