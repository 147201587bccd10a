"""Figures that plotly accepts, and sentences that say what they show in French and in Dutch."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly import graph_objects as go

from app.analysis.chart_texts import (
    Bar,
    Part,
    Series,
    Translate,
    actions_alt,
    breakdown_alt,
    participation_alt,
    side_by_side_alt,
)
from app.analysis.charts import (
    BASSIN_COLORS,
    PARTS,
    PATTERNS,
    SYMBOLS,
    Figure,
    actions_chart,
    breakdown_chart,
    participation_chart,
    side_by_side_chart,
)
from app.analysis.statistics.intervals import wilson
from app.kit.i18n import gettext
from app.kit.localized import Lang

NBSP, NARROW = "\u00a0", "\u202f"

BARS = (
    Bar("Un guichet pour les situations complexes", 22 / 53, wilson(22, 53), 22),
    Bar("Un inventaire des services", 12 / 53, wilson(12, 53), 12),
    Bar("Une fête <b>des voisins</b>", None),
    Bar("Un tableau de bord", 3 / 53, wilson(3, 53), 3),
)
SERIES = (
    Series("Bassin Nord", BASSIN_COLORS["nord"], (0.5, 0.3, 0.3), 53),
    Series("Bassin Sud", BASSIN_COLORS["sud"], (0.1, None, 0.4), 1),
    Series("Bassin Sud-Est", BASSIN_COLORS["sud-est"], (None, None, None), 3),
)
ACTIONS = ("Guichet", "Inventaire", "Réseau")
PARTS_GIVEN = (Part("citoyen·nes", (30, 1200)), Part("professionnel·les", (None, 8)))
DAYS = {date(2023, 1, 9): 3, date(2023, 1, 12): 0, date(2023, 2, 1): 31}


def translator(lang: Lang) -> Translate:
    return partial(gettext, lang)


def spaced(text: str) -> str:
    return text.replace(NBSP, " ").replace(NARROW, " ")


def figures(lang: Lang) -> list[Figure]:
    _ = translator(lang)
    return [
        actions_chart(BARS, lang=lang, _=_),
        side_by_side_chart(ACTIONS, SERIES, lang=lang),
        participation_chart(DAYS, lang=lang, _=_),
        breakdown_chart(("Nord", "Sud"), PARTS_GIVEN, lang=lang, _=_),
        actions_chart((), lang=lang, _=_),
        side_by_side_chart((), (), lang=lang),
        participation_chart({}, lang=lang, _=_),
        breakdown_chart((), (), lang=lang, _=_),
    ]


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_plotly_accepts_every_figure_and_json_carries_it(lang: Lang) -> None:
    for figure in figures(lang):
        again = json.loads(json.dumps(figure))
        assert go.Figure(again).to_plotly_json()["layout"].keys() >= {"font", "separators"}
        assert set(figure) == {"data", "layout"}


def test_no_figure_has_a_title_or_a_background() -> None:
    for figure in figures("fr"):
        assert "title" not in figure["layout"]
        assert figure["layout"]["paper_bgcolor"] == figure["layout"]["plot_bgcolor"] == "rgba(0,0,0,0)"
        assert figure["layout"]["font"]["family"] == "inherit"
        assert figure["layout"]["separators"] == "," + NARROW


def test_only_kinds_of_traces_that_the_small_bundle_draws_are_used() -> None:
    assert {trace["type"] for figure in figures("nl") for trace in figure["data"]} <= {
        "bar",
        "scatter",
        "pie",
    }


def test_bars_stand_in_the_order_given_first_on_top_with_their_interval() -> None:
    figure = actions_chart(BARS, lang="fr", _=translator("fr"), color="#D55E00")
    bars = figure["data"][0]
    assert bars["y"] == [0, 1, 3]
    assert bars["x"] == pytest.approx([100 * 22 / 53, 100 * 12 / 53, 100 * 3 / 53])
    low, high = wilson(22, 53)
    assert bars["x"][0] + bars["error_x"]["array"][0] == pytest.approx(100 * high)
    assert bars["x"][0] - bars["error_x"]["arrayminus"][0] == pytest.approx(100 * low)
    assert bars["marker"]["color"] == "#D55E00"
    bottom, top = figure["layout"]["yaxis"]["range"]
    assert bottom > 3
    assert top < 0


def test_a_hidden_share_is_said_and_drawn_nowhere() -> None:
    values = actions_chart(BARS, lang="nl", _=translator("nl"))["data"][1]
    assert dict(zip(values["y"], values["text"], strict=True))[2] == "Verborgen: te weinig antwoorden"


def test_labels_are_shown_as_text_even_if_they_hold_markup() -> None:
    notes = actions_chart(BARS, lang="fr", _=translator("fr"))["layout"]["annotations"]
    assert notes[2]["text"] == "Une fête &lt;b&gt;des voisins&lt;/b&gt;"
    long = actions_chart([Bar("Ensemble " * 12, 0.5)], lang="fr", _=translator("fr"))
    assert "<br>" in long["layout"]["annotations"][0]["text"]


def test_each_bassin_has_its_colour_and_its_own_symbol_and_hidden_shares_have_no_dot() -> None:
    traces = side_by_side_chart(ACTIONS, SERIES, lang="fr")["data"]
    assert [trace["marker"]["color"] for trace in traces] == [one.color for one in SERIES]
    assert len({trace["marker"]["symbol"] for trace in traces}) == len(SERIES)
    assert [len(trace["x"]) for trace in traces] == [3, 2, 0]
    assert len(set(BASSIN_COLORS.values())) == 5


def test_each_part_has_its_colour_and_its_pattern() -> None:
    traces = breakdown_chart(("Nord", "Sud"), PARTS_GIVEN, lang="fr", _=translator("fr"))["data"]
    assert len({trace["marker"]["color"] for trace in traces}) == 2
    assert len({trace["marker"]["pattern"]["shape"] for trace in traces}) == 2
    assert len(set(PARTS)) == len(set(PATTERNS)) == len(set(SYMBOLS)) == 8


def test_days_without_answers_are_drawn_and_months_are_in_the_readers_language() -> None:
    figure = participation_chart(DAYS, lang="nl", _=translator("nl"))
    assert len(figure["data"][0]["x"]) == 24
    assert sum(figure["data"][0]["y"]) == 34
    assert figure["data"][0]["hovertext"][0] == "9 januari 2023 · 3 antwoorden"
    assert len(figure["layout"]["xaxis"]["tickvals"]) <= 5
    french = participation_chart(DAYS, lang="fr", _=translator("fr"))
    assert spaced(french["layout"]["xaxis"]["ticktext"][0]) == "9 janv."


@given(st.integers(0, 100_000))
def test_a_count_axis_holds_its_bars_with_a_few_round_marks(highest: int) -> None:
    axis = participation_chart({date(2023, 1, 9): highest}, lang="fr", _=translator("fr"))["layout"]["yaxis"]
    assert axis["range"][1] >= highest
    assert 1 <= axis["range"][1] / axis["dtick"] <= 5
    assert re.fullmatch("[125]0*", str(axis["dtick"]))


@given(st.lists(st.floats(0, 1), max_size=9))
def test_a_percent_axis_holds_its_bars_and_ends_at_a_hundred(shares: list[float]) -> None:
    figure = actions_chart([Bar("a", share) for share in shares], lang="nl", _=translator("nl"))
    axis = figure["layout"]["xaxis"]
    assert 100 * max(shares, default=0) <= axis["range"][1] <= 100
    assert axis["tickvals"][-1] == axis["range"][1]


def test_it_refuses_more_series_or_parts_than_can_be_told_apart() -> None:
    with pytest.raises(ValueError, match="9 series"):
        side_by_side_chart(("a",), [Series("b", "#000000", (0.1,), 9)] * 9, lang="fr")
    with pytest.raises(ValueError, match="9 parts"):
        breakdown_chart(("a",), [Part("b", (1,))] * 9, lang="fr", _=translator("fr"))


ALTS: Sequence[tuple[Callable[[str, Translate], str], str, str]] = [
    (
        lambda lang, _: actions_alt(BARS, base=53, lang=lang, _=_),
        (
            "3 actions, de 42 % (Un guichet pour les situations complexes) à 6 % (Un tableau de bord), "
            "sur 53 réponses. Un chiffre est masqué."
        ),
        (
            "3 acties, van 42% (Un guichet pour les situations complexes) tot 6% (Un tableau de bord), "
            "op 53 antwoorden. Eén cijfer is verborgen."
        ),
    ),
    (
        lambda lang, _: actions_alt(
            [Bar(c, 0.5) for c in "ab"] + [Bar("c", None)] * 2, base=1, lang=lang, _=_
        ),
        "2 actions, toutes à 50 %, sur une réponse. 2 chiffres sont masqués.",
        "2 acties, allemaal op 50%, op één antwoord. 2 cijfers zijn verborgen.",
    ),
    (
        lambda lang, _: actions_alt([Bar("a", 0.5), Bar("b", 0.5), Bar("c", 0.1)], base=1234, lang=lang, _=_),
        "3 actions, de 50 % (a et b) à 10 % (c), sur 1 234 réponses.",
        "3 acties, van 50% (a en b) tot 10% (c), op 1.234 antwoorden.",
    ),
    (
        lambda lang, _: actions_alt([Bar("a", None)], base=9, lang=lang, _=_),
        "Tous les chiffres sont masqués.",
        "Alle cijfers zijn verborgen.",
    ),
    (
        lambda lang, _: actions_alt([Bar("a", 0.0)], base=0, lang=lang, _=_),
        "Pas encore de réponse.",
        "Nog geen antwoorden.",
    ),
    (
        lambda lang, _: side_by_side_alt(ACTIONS, SERIES, lang=lang, _=_),
        (
            "Bassin Nord, 53 réponses : Guichet (50 %), Inventaire (30 %) et Réseau (30 %). "
            "Bassin Sud, une réponse : Réseau (40 %) et Guichet (10 %). "
            "Bassin Sud-Est, 3 réponses : tous les chiffres sont masqués."
        ),
        (
            "Bassin Nord, 53 antwoorden: Guichet (50%), Inventaire (30%) en Réseau (30%). "
            "Bassin Sud, één antwoord: Réseau (40%) en Guichet (10%). "
            "Bassin Sud-Est, 3 antwoorden: alle cijfers zijn verborgen."
        ),
    ),
    (
        lambda lang, _: participation_alt(DAYS, lang=lang, _=_),
        "34 réponses, du 9 janvier 2023 au 1er février 2023 ; au plus 31 en un jour (1er février 2023).",
        "34 antwoorden, van 9 januari 2023 tot 1 februari 2023; hoogstens 31 op één dag (1 februari 2023).",
    ),
    (
        lambda lang, _: participation_alt({}, lang=lang, _=_),
        "Pas encore de réponse.",
        "Nog geen antwoorden.",
    ),
    (
        lambda lang, _: breakdown_alt(("Nord", "Sud"), PARTS_GIVEN, lang=lang, _=_),
        (
            "Nord : citoyen·nes (30) et professionnel·les (masqué). "
            "Sud : citoyen·nes (1 200) et professionnel·les (8)."
        ),
        (
            "Nord: citoyen·nes (30) en professionnel·les (verborgen). "
            "Sud: citoyen·nes (1.200) en professionnel·les (8)."
        ),
    ),
]


@pytest.mark.parametrize(("write", "french", "dutch"), ALTS)
def test_the_sentence_says_what_the_chart_shows(
    write: Callable[[str, Translate], str], french: str, dutch: str
) -> None:
    assert spaced(write("fr", translator("fr"))) == french
    assert spaced(write("nl", translator("nl"))) == dutch
