"""Answers to two versions read together: one column and one count for what goes on under another name."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.consultations.export.columns import Version, plan
from app.consultations.export.gaps import Gap, gap_templates
from app.consultations.export.rows import Row, Sent, fill, putters, read_rows, table_of
from app.consultations.figures import tally
from app.consultations.models import Consultation
from app.consultations.plan_consultation import Plan, Texts, plan_consultation
from app.consultations.publish_consultation import gaps
from app.db import reading, transaction
from app.kit import clock
from app.questionnaires.compile import compile_form
from app.questionnaires.identity import identities
from app.questionnaires.mapping import Fates
from app.questionnaires.publish import publish_version, settle_fates
from app.questionnaires.workbook import Workbook
from tests.factories.answers import make_consultation
from tests.factories.versions import send_answers
from tests.questionnaires.books import book, options, row

DAY = date(2023, 1, 20)


def asked(number: int, *rows: Any, fates: list[Fates], **lists: list[str]) -> Version:  # noqa: ANN401 - cells
    choices = [cells for name, names in lists.items() for cells in options(name, names)]
    known = identities(list(enumerate(fates, 1)))
    return Version(number, number, compile_form(book(rows, choices)), known[number])


def filled(columns: Any, version: Version, answers: Mapping[str, Any]) -> Row:  # noqa: ANN401 - columns
    line: Row = [None] * len(columns)
    fill(line, putters(columns, version.number), version.identity.answers(answers))
    return line[5:]


RENAMED = [Fates(), Fates({"hue": "tint"}, {"hue": {"red": "crimson"}}, {"hue": {"red": "crimson"}})]
OLD = asked(1, row("select_one xs", "hue"), row("integer", "trust"), fates=RENAMED, xs=["red", "green"])
NEW = asked(2, row("integer", "trust"), row("select_one xs", "tint"), fates=RENAMED, xs=["green", "crimson"])


def test_what_goes_on_under_another_name_stays_in_its_column_under_its_first_codes() -> None:
    columns = plan([OLD, NEW], open_answers=False)
    assert [column.name for column in columns[5:]] == ["hue", "trust"]
    assert [option.name for option in columns[5].options] == ["red", "green"]
    assert filled(columns, OLD, {"hue": "red", "trust": 3}) == ["red", 3]
    assert filled(columns, NEW, {"tint": "crimson", "trust": 4}) == ["red", 4]
    template = gap_templates(columns, [OLD, NEW])
    assert template(Sent(2, {}, DAY, "fr"))[5:] == [Gap.BLANK, Gap.BLANK]


def test_what_is_kept_apart_gets_columns_of_its_own() -> None:
    fates = [Fates(), Fates({"trust": None}, {"needs": {"time": None, "desk": "care"}}, {})]
    old = asked(1, row("select_multiple xs", "needs"), row("integer", "trust"), fates=fates,
                xs=["time", "desk", "care"])  # fmt: skip
    new = asked(2, row("select_multiple xs", "needs"), row("integer", "trust"), fates=fates, xs=["care"])
    columns = plan([old, new], open_answers=False)
    assert [c.name for c in columns[5:]] == ["needs/time", "needs/desk", "needs/care", "trust@v2", "trust"]
    assert filled(columns, old, {"needs": ["desk"], "trust": 1}) == [0, 1, 0, None, 1]
    assert filled(columns, new, {"needs": ["care"], "trust": 2}) == [None, None, 1, 2, None]


NAMES = ["p", "q", "r"]
FATES = st.builds(
    lambda said: Fates({old: new for old, new in said.items() if new not in said}, {}, {}),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from([None, "s", "t", "u"]), max_size=1),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(FATES, min_size=1, max_size=4))
def test_the_columns_of_older_versions_stay_whatever_a_new_one_says_of_them(said: list[Fates]) -> None:
    fates = [Fates(), *said]
    names = list(NAMES)
    versions = []
    for number, each in enumerate(fates, 1):
        names = [each.questions.get(name, name) or f"n{number}" for name in names]
        names = list(dict.fromkeys(names))
        versions.append(asked(number, *(row("integer", name) for name in names), fates=fates))
    for n in range(1, len(versions)):
        before = [column.name for column in plan(versions[:n], open_answers=False)]
        after = [column.name for column in plan(versions[: n + 1], open_answers=False)]
        assert [name for name in after if name in before] == before
        assert len(set(after)) == len(after)


def small(question: str, names: list[str], *rows: Any) -> Workbook:  # noqa: ANN401 - cells
    return book([row("select_multiple xs", question), *rows], options("xs", names))


@pytest.fixture
def consultation(database: str) -> Consultation:  # noqa: ARG001 - it must be there first
    """A consultation with answers to a first version, and a second one that renames and joins options."""
    with transaction() as session:
        publish_version(session, small("hue", ["red", "pink", "green"]))
        consultation = make_consultation(session, "test", code="essai")
        send_answers(session, consultation, "fr", {"hue": ["red", "green"]}, 1)
        send_answers(session, consultation, "nl", {"hue": ["pink"]}, 2)
        said = {"q:hue": "tint", "o:hue:red": "crimson", "o:hue:pink": "green"}
        version = publish_version(
            session, small("tint", ["crimson", "green"]), said=lambda name: said.get(name, "")
        )
        # Only a hand in the database moves a public consultation; older data may have been.
        consultation.questionnaire_version_id = version.id
        send_answers(session, consultation, "fr", {"tint": ["crimson"]}, 3)
    return consultation


def test_figures_count_what_was_answered_before_where_it_went_on(consultation: Consultation) -> None:
    with reading() as session:
        counted = tally(session, session.merge(consultation, load=False))
    assert counted["questions"] == {"tint": {"base": 3, "options": {"crimson": 2, "green": 2}}}


def test_an_export_has_one_column_for_what_was_renamed_and_two_for_what_was_joined(
    consultation: Consultation,
) -> None:
    with reading() as session:
        table = table_of(session, session.merge(consultation, load=False), open_answers=False)
        rows = {tuple(line[5:]) for line in read_rows(session, table)}
    assert [column.name for column in table.columns[5:]] == ["hue/red", "hue/pink", "hue/green"]
    assert rows == {(1, 0, 1), (0, 1, 0), (1, None, 0)}


def wish() -> Plan:
    words = {"fr": "Un essai", "nl": "Een proef"}
    now = clock.now()
    return Plan(
        "adc-2022-2023", "digital-consultation", "test", "citizens", "open", Texts(words, words, words), now,
        clock.at_brussels(date(2099, 1, 1)),
    )  # fmt: skip


def fate_gaps(session: Session, code: str) -> list[str]:
    found = plan_consultation(session, code, wish())
    return [gap.field for gap in gaps(session, found) if gap.field.startswith("fates")]


@pytest.mark.usefixtures("consultation")
def test_a_consultation_takes_a_breaking_version_once_somebody_said_what_became_of_the_old() -> None:
    with transaction() as session:
        assert fate_gaps(session, "avant") == []
        publish_version(session, small("shade", ["crimson", "green"]))
        publish_version(session, small("shade", ["crimson", "green"], row("text", "more")))
        assert fate_gaps(session, "bloquee") == ["fates:3"]
        settle_fates(session, "test", 3, lambda _: "shade")
        assert fate_gaps(session, "libre") == []
