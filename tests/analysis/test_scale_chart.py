"""Scales of agreement as stacked bars: every answer is in them, in the order of the scale."""

from app.analysis.labels import translator
from app.analysis.scale_chart import Row, Step, scale_alt, scale_chart

STEPS = [Step(code, f"Step <{code}>") for code in ("1", "2", "3", "4", "5", "no_opinion")]
ROWS = [Row("A & b", {"1": 1, "4": 2, "no_opinion": 1}, 4), Row("Nobody", {}, 0)]


def test_every_answer_is_in_its_bar_and_nothing_is_divided_by_nobody() -> None:
    figure = scale_chart(ROWS, STEPS, lang="fr", _=translator("fr"))
    assert [trace["name"] for trace in figure["data"]] == [f"Step &lt;{step.code}&gt;" for step in STEPS]
    assert sum(trace["x"][0] for trace in figure["data"]) == 100
    assert {trace["x"][1] for trace in figure["data"]} == {0}
    assert figure["data"][3]["text"] == ["50\xa0%", ""]
    assert len({trace["marker"]["color"] for trace in figure["data"]}) == len(STEPS)
    said = scale_alt(ROWS, ("4", "5"), ("1", "2"), lang="nl", _=translator("nl"))
    assert said == "A & b: akkoord, 2 van 4, dat is 50%; niet akkoord, 1."
    assert (
        scale_alt(ROWS[1:], ("4", "5"), ("1", "2"), lang="nl", _=translator("nl")) == "Nog geen antwoorden."
    )
