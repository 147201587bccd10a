"""A questionnaire that asks for an order, for points, and for importance and feasibility."""

from collections.abc import Sequence

from app.questionnaires.workbook import CHOICES, SETTINGS, SURVEY, Row, Workbook, make_sheet

WISHES = ("trees", "benches", "lights")
PLACES = ("nord", "sud")
STEPS = ("1", "2", "3", "4", "5", "no_opinion")


def rated_book(code: str = "souhaits", wishes: Sequence[str] = WISHES) -> Workbook:
    """Return a questionnaire whose items are `wishes`, in the places `nord` and `sud`."""
    rows: list[Row] = [
        {"type": "select_one places", "name": "bassin", "bx::role": "bassin", **_said("Bassin")},
        {"type": "rank wishes", "name": "wishes_order", **_said("What comes first?")},
        *_page("page_points", [{"type": "integer", **_item("points", wish)} for wish in wishes]),
    ]
    for role in ("importance", "feasibility"):
        asked = [{"type": "select_one scale", "appearance": "likert", **_item(role, wish)} for wish in wishes]
        rows += _page(f"page_{role}", asked)
    lists = {"places": PLACES, "wishes": wishes, "scale": STEPS}
    choices = [{"list_name": name, "name": one, **_said(one)} for name, ones in lists.items() for one in ones]
    settings = {
        "form_id": code,
        "version": "1",
        "default_language": "Français (fr)",
        "form_title::Français (fr)": "Souhaits",
        "form_title::Nederlands (nl)": "Wensen",
    }
    return Workbook(
        {SURVEY: make_sheet(rows), CHOICES: make_sheet(choices), SETTINGS: make_sheet([settings])}
    )


def _said(text: str) -> Row:
    return {"label::Français (fr)": f"{text} (fr)", "label::Nederlands (nl)": f"{text} (nl)"}


def _item(role: str, wish: str) -> Row:
    return {"name": f"{role}_{wish}", "bx::role": role, "bx::item": wish, **_said(wish)}


def _page(name: str, asked: Sequence[Row]) -> list[Row]:
    begin = {"type": "begin_group", "name": name, "appearance": "field-list", **_said(name)}
    return [begin, *asked, {"type": "end_group"}]
