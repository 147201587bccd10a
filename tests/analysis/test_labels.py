"""The words of questions in lists, where nothing stands around them."""

from app.analysis.labels import question_label
from app.programmes.files import ballots_in_files
from app.questionnaires.ballot import fill_ballots
from app.questionnaires.compile import compile_form
from app.questionnaires.yaml_file import read_workbook
from app.settings import ROOT


def test_no_two_questions_that_ask_the_same_words_look_alike_in_a_list() -> None:
    ballots = ballots_in_files(ROOT / "programmes")
    forms = {
        path.stem: compile_form(fill_ballots(read_workbook(path), ballots))
        for path in (ROOT / "surveys").glob("*.yaml")
    }
    for name, form in forms.items():
        for lang in form.languages:
            closed = [one for one in form.every_question if one.is_select]
            labels = [question_label(form, one).get(lang) for one in closed]
            assert len(labels) == len(set(labels)), (name, lang)
    knowledge = forms["professionnels"].questions["importance_knowledge"]
    assert question_label(forms["professionnels"], knowledge)["nl"].startswith(
        "De vier functies van een zorgzone: hoe belangrijk? – Kennis: "
    )
