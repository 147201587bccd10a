"""*bad input*: every route answers a clear error in the reader's language and changes nothing.

It never answers 500.
"""

import os
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import quote, urlencode

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import NullPool, create_engine, func, select

from app.db import reading
from app.tables import metadata
from tests.conftest import Databases
from tests.contacts.people import CODE
from tests.staff.world import sign_in
from tests.support.forms import forms_of
from tests.support.house import House, Room, furnish, rooms
from tests.support.nasty import names, values
from tests.support.visitor import begin

EXAMPLES = 60 if os.environ.get("PROOF") else 4

MAY_KEEP = {
    # What was typed and cannot stand is kept in the draft, by the guarantee "never lost".
    "/{lang}/c/{code}/q/{name}": {"draft"},
    # Wrong passwords are counted and noted.
    "/staff/sign-in": {"staff_user", "audit_line", "staff_session"},
    # The form stands on the page with the people of the list, and whoever reads it is noted.
    "/staff/contacts/{list_id}": {"audit_line"},
}


@pytest.fixture
def world() -> Callable[[], object]:
    return furnish


@pytest.fixture
def house(database: str, backend: str, databases: Databases) -> House:  # noqa: ARG001 - it must be there first
    return databases.found_in(backend, furnish)


@pytest.fixture
def browsers(house: House, make_client: Callable[[], TestClient]) -> dict[bool, TestClient]:
    """A visitor who is half-way, and an admin."""
    visitor, member = make_client(), make_client()
    visitor.cookies.update(house.cookies)
    return {False: visitor, True: sign_in(member, "admin@example.be")}


Contents = dict[str, list[str]]

HAS_ANYBODY_WRITTEN = {
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT pg_snapshot_xmax(pg_current_snapshot())",
}
"""A number that another connection sees change with each transaction that writes."""


@pytest.fixture
def contents(house: House, database: str) -> Iterator[Callable[[], Contents]]:  # noqa: ARG001 - it must be there first
    """Give everything in the database, read again only when somebody has written since."""
    engine = create_engine(database, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    read: dict[object, Contents] = {}
    with engine.connect() as connection:

        def look() -> Contents:
            mark = connection.exec_driver_sql(HAS_ANYBODY_WRITTEN[engine.dialect.name]).scalar()
            if mark not in read:
                read.clear()
                read[mark] = {
                    table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
                    for table in metadata.tables.values()
                }
            return read[mark]

        yield look


def changed(before: Contents, after: Contents) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def walk(method: str) -> Iterator[Room]:
    return (room for room in rooms() if room.method == method)


@pytest.mark.proof
def test_bad_input(house: House, browsers: dict[bool, TestClient], contents: Callable[[], Contents]) -> None:
    """Random fields with random values, known names and unknown ones, at every form of the house."""
    before = contents()
    for room in walk("POST"):
        address = house.address(room, "nl")
        if room.path in {"/staff/sign-out", "/staff/language"}:
            continue

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(fields=st.lists(st.tuples(names, values), max_size=6))
        def post(fields: list[tuple[str, str]]) -> None:
            nonlocal before
            answer = browsers[room.is_staff].post(  # noqa: B023 - called at once
                address, content=urlencode(fields, errors="replace"),  # noqa: B023
                headers={"content-type": "application/x-www-form-urlencoded"},
            )  # fmt: skip
            assert answer.status_code < 500, f"{room} answers {answer.status_code} to {fields}"  # noqa: B023
            after = contents()
            if answer.status_code >= 400:
                assert changed(before, after) <= MAY_KEEP.get(room.path, set()), f"{room}: {fields}"  # noqa: B023
                said = answer.text
                assert "<html lang=" in said, f"{room} answers {answer.status_code} without a page"  # noqa: B023
            before = after

        post()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"name=\xff\xfe%ff", "application/x-www-form-urlencoded"),
        (b"name=%ff%fe", "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"", ""),
        (b"a=" + b"b" * 1_100_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % n for n in range(3_000)), "application/x-www-form-urlencoded"),
        (b"name%00=a%00b", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_is_no_form_is_refused_kindly(
    house: House, browsers: dict[bool, TestClient], contents: Callable[[], Contents], body: bytes, kind: str
) -> None:
    before = contents()
    for room in walk("POST"):
        if room.path == "/staff/sign-out":
            continue
        there = house.address(room, "nl")
        answer = browsers[room.is_staff].post(there, content=body, headers={"content-type": kind})
        assert answer.status_code < 500, f"{room} answers {answer.status_code} to {body[:30]!r}"
        after = contents()
        if answer.status_code >= 400:
            assert changed(before, after) <= MAY_KEEP.get(room.path, set())
            assert "<html lang=" in answer.text
        before = after


NOWHERE = ("nothing-there", "%00", quote("é" * 300), "..%2f..%2fetc", "0" * 43)


def test_addresses_that_lead_nowhere_say_so_in_the_readers_language(
    house: House, browsers: dict[bool, TestClient], contents: Callable[[], Contents]
) -> None:
    """Every parameter of every route is replaced by something that does not exist."""
    before = contents()
    for room in rooms():
        if "{" not in room.path:
            continue
        # Two of them, which the path chooses; the proof tries all.
        first = zlib.crc32(str(room).encode()) % len(NOWHERE)
        for bad in NOWHERE if os.environ.get("PROOF") else (NOWHERE * 2)[first : first + 2]:
            for example in dict.fromkeys(house.examples.values()):
                address = house.address(room, "nl")
                if example not in address:
                    continue
                there = address.replace(example, bad, 1)
                answer = browsers[room.is_staff].request(room.method, there, data={})
                assert answer.status_code < 500, f"{room} answers {answer.status_code} to {bad!r}"
                if answer.status_code >= 400 and room.is_bilingual:
                    assert '<html lang="nl">' in answer.text, f"{room} with {bad!r}"
    assert changed(before, contents()) <= {"draft", "staff_session", "figures_look"}, "who looks is noted"


def test_the_wrong_method_is_refused_with_a_page(house: House, browsers: dict[bool, TestClient]) -> None:
    methods: dict[str, set[str]] = {}
    for room in rooms():
        methods.setdefault(room.path, set()).add(room.method)
    for room in rooms():
        for method in {"PUT", "DELETE", "PATCH", "GET", "POST"} - methods[room.path]:
            answer = browsers[room.is_staff].request(method, house.address(room, "fr"))
            assert answer.status_code in {404, 405, 303, 307}, f"{method} {room.path}: {answer.status_code}"


def test_a_page_of_another_site_cannot_post(
    house: House, make_client: Callable[[], TestClient], contents: Callable[[], Contents]
) -> None:
    client = make_client()
    before = contents()
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
    ):
        for room in walk("POST"):
            answer = client.post(house.address(room), data={}, headers=headers)
            assert answer.status_code == 403, f"{room}: {answer.status_code}"
    assert changed(before, contents()) == set()


@pytest.mark.usefixtures("house")
def test_changed_options_and_fields_change_nothing(
    browsers: dict[bool, TestClient], contents: Callable[[], Contents]
) -> None:
    """The forms of every page, with an option that was never offered or a field of another page."""
    client = browsers[False]
    page = client.get("/fr/c/citoyens/q/page_bassin")
    form = forms_of(page)["answer"]
    before = contents()
    for changes, status in (
        ({"bassin": ["atlantis"]}, 422),
        ({"bassin": ["nord", "sud"]}, 422),
        ({"priorities": ["helpdesk"]}, 400),
        ({"shown": ["priorities"]}, 400),
        ({"go": ["sideways"]}, 400),
        ({"draft": ["0" * 43]}, 404),
    ):
        answer = client.post(form.action, data={**form.values(), **changes})
        assert answer.status_code == status, changes
        assert changed(before, contents()) == set()
    # What is right does change something: the comparison is able to fail.
    client.post(form.action, data={**form.values(), "bassin": ["sud"]})
    assert "draft" in changed(before, contents())


@pytest.mark.usefixtures("house")
def test_an_unknown_option_is_told_beside_its_field(browsers: dict[bool, TestClient]) -> None:
    answer = browsers[False].post(
        "/nl/c/citoyens/q/page_bassin", data={"shown": "bassin", "bassin": "atlantis"}
    )
    assert answer.status_code == 422
    assert 'id="bassin-error"' in answer.text
    assert "Kies een van de getoonde mogelijkheden." in answer.text


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("years", "douze", "Donnez un nombre entier, en chiffres."),
        ("years", "99", None),
        ("services_knowledge", "11", "Choisissez une des possibilités proposées."),
        ("worries", "x" * 5_001, "Restez sous 5000 caractères"),
    ],
)
def test_each_type_says_what_is_wrong(
    browsers: dict[bool, TestClient], field: str, value: str, said: str | None
) -> None:
    client = browsers[False]
    del client.cookies["answer-professionnels"]
    begin(client, "/fr/c/professionnels")
    page = {"years": "page_job", "services_knowledge": "page_knowledge", "worries": "page_worries"}[field]
    answer = client.post(f"/fr/c/professionnels/q/{page}", data={"shown": field, field: value})
    assert answer.status_code == 422
    error = answer.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]
    assert said in error if said else error, answer.text


@pytest.mark.usefixtures("house")
def test_a_field_of_a_hundred_kilobytes_is_kept_and_told(browsers: dict[bool, TestClient]) -> None:
    client = browsers[False]
    answer = client.post(
        "/fr/c/citoyens/q/page_change", data={"shown": "change_nearby", "change_nearby": "mot " * 25_000}
    )
    assert answer.status_code == 422
    with reading() as session:
        table = metadata.tables["draft"]
        assert session.scalar(select(func.count()).select_from(table)) == 1


@pytest.mark.parametrize("number", ["9" * 25, str(2**40)])
def test_an_address_with_a_number_that_nobody_has_leads_nowhere(
    house: House, browsers: dict[bool, TestClient], number: str
) -> None:
    for room in rooms():
        parts = house.address(room).split("/")
        for place, part in enumerate(parts):
            if part.isdecimal():
                address = "/".join([*parts[:place], number, *parts[place + 1 :]])
                answer = browsers[room.is_staff].request(room.method, address)
                assert answer.status_code < 500, f"{room} answers {answer.status_code} to {address}"


def test_numbers_of_the_team_that_are_no_numbers_are_left_aside(
    house: House,  # noqa: ARG001 - it must be there first
    browsers: dict[bool, TestClient],
) -> None:
    huge = "9" * 5_000
    client = browsers[True]
    assert client.get(f"/staff/consultations/{CODE}/invitations?done=invited&n={huge}").status_code == 200
    plan = {"entries": "double", "plan_version": huge}
    assert client.post("/staff/consultations/citoyens/paper", data=plan).status_code == 422
