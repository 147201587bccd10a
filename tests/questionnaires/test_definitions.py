"""The definitions: every feature has one, and each comes in, is judged, and goes out again whole."""

from collections import Counter
from pathlib import Path

import pytest

from app.db import transaction
from app.questionnaires.compile import compile_form
from app.questionnaires.finding import FindingsError
from app.questionnaires.lint import lint
from app.questionnaires.publish import publish_version
from app.questionnaires.xlsx import open_xlsx, write_xlsx
from app.questionnaires.yaml_file import read_workbook
from app.questionnaires.yaml_writer import write_yaml
from tests.questionnaires.definitions import Definition, definitions, sound
from tests.questionnaires.features import features, supported, used_by

ALL = pytest.mark.parametrize("definition", definitions(), ids=str)
REFUSED = [definition for definition in definitions() if definition.errors]


def test_every_feature_has_a_definition() -> None:
    shown = frozenset().union(*(definition.shows for definition in definitions()))
    assert features() - shown == frozenset(), "each of these needs a definition that shows it"
    assert shown - features() == frozenset(), "these are not features; see features.py"


def test_every_feature_that_is_supported_is_answered_by_somebody() -> None:
    answered = frozenset().union(*(definition.shows for definition in sound()))
    assert supported() - answered == frozenset(), "these are only refused: each needs one that people answer"


def test_there_are_enough_definitions_and_each_has_a_name_of_its_own() -> None:
    names = Counter(definition.name for definition in definitions())
    assert [name for name, times in names.items() if times > 1] == []
    assert len(names) >= 200
    assert sum(definition.real for definition in definitions()) >= 20


@ALL
def test_a_definition_uses_what_it_shows(definition: Definition) -> None:
    assert definition.shows, "say which features it shows"
    assert definition.shows - used_by(definition.workbook) == frozenset()


@pytest.mark.parametrize("definition", [d for d in definitions() if d.real], ids=str)
def test_a_real_sized_definition_is_one(definition: Definition) -> None:
    assert len(definition.workbook.sheet("survey").rows) >= 30
    assert len(definition.shows) >= 5
    assert definition.is_sound


@ALL
def test_a_definition_comes_back_from_both_files_without_losing_a_cell(
    definition: Definition, tmp_path: Path
) -> None:
    file = tmp_path / "form.yaml"
    file.write_text(write_yaml(definition.workbook), "utf-8")
    from_yaml = read_workbook(file)
    opened = open_xlsx(write_xlsx(from_yaml))
    assert opened.findings == ()
    assert from_yaml == definition.workbook == opened.workbook
    assert opened.workbook.content_hash() == definition.workbook.content_hash()


@ALL
def test_the_lint_finds_what_is_expected_and_nothing_else(definition: Definition) -> None:
    found = lint(definition.workbook)
    places: dict[str, list[tuple[str, int, str, str]]] = {"error": [], "warning": []}
    for finding in found:
        places[finding.level].append((finding.sheet, finding.row, finding.column, finding.code))
    said = "\n".join(map(str, found))
    assert sorted(places["error"]) == sorted(definition.errors), said
    assert sorted(places["warning"]) == sorted(definition.warnings), said
    if definition.is_sound:
        form = compile_form(definition.workbook)
        assert form.code == definition.code


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_is_refused_is_not_published_and_says_where() -> None:
    for definition in REFUSED:
        with pytest.raises(FindingsError) as refusal, transaction() as session:
            publish_version(session, definition.workbook)
        for sheet, row, _, _ in definition.errors:
            place = f"{sheet}, row {row}" if row else sheet
            assert place in str(refusal.value), definition.name


def test_there_is_something_to_answer() -> None:
    assert len(sound()) > len(REFUSED)
