"""What nobody could answer is told before it is asked."""

import pytest

from app.questionnaires.lint import lint
from app.questionnaires.workbook import Workbook, make_sheet

HEAD = {"label::Français (fr)": "Texte", "label::Nederlands (nl)": "Tekst"}


def book(**row: str) -> Workbook:
    settings = {
        "form_id": "essai", "default_language": "Français (fr)",
        "form_title::Français (fr)": "Essai", "form_title::Nederlands (nl)": "Proef",
    }  # fmt: skip
    return Workbook({"settings": make_sheet([settings]), "survey": make_sheet([{**row, **HEAD}])})


@pytest.mark.parametrize("name", ["go", "shown", "was", "to", "draft", "answer", "main", "toasts"])
def test_it_refuses_names_that_the_pages_need(name: str) -> None:
    codes = {finding.code for finding in lint(book(type="text", name=name))}
    assert "name-reserved" in codes


@pytest.mark.parametrize(
    ("parameters", "wrong"),
    [
        ("start=0 end=10 step=1", False),
        ("start=0 end=1 step=0.1", False),
        ("start=5 end=1 step=-1", True),
        ("start=0 end=10 step=0", True),
        ("start=a end=b", True),
        ("start=0 end=NaN", True),
        ("start=0 end=1000000 step=1", True),
    ],
)
def test_it_refuses_ranges_that_cannot_be_shown(parameters: str, wrong: bool) -> None:  # noqa: FBT001
    codes = {finding.code for finding in lint(book(type="range", name="x", parameters=parameters))}
    assert ("range" in codes) == wrong
