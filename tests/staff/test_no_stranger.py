"""The guarantee *no stranger*: every staff route refuses whoever may not use it.

The routes of the real application are walked, so that a new one cannot be forgotten.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from app.accounts.rules import RIGHTS
from app.db import transaction
from app.kit.tokens import make_token
from app.main import create_app
from app.questionnaires.start_copy import start_copy
from app.staff.guard import Guard
from tests.conftest import Databases
from tests.contacts.people import give_upload
from tests.factories.answers import make_consultation
from tests.factories.changes import give_change
from tests.factories.minutes import ITEM, give_minutes
from tests.factories.populations import give_population
from tests.factories.releases import give_release
from tests.information.things import give_examples
from tests.staff.world import MEMBERS, give_meeting, give_members, give_seat, only_mail, sign_in

OPEN_TO_ALL = {("GET", "/staff/sign-in"), ("POST", "/staff/sign-in")}
"""The only staff routes that a visitor may use."""

EXAMPLES: dict[str, Callable[["World"], str]] = {
    "/staff/programmes/{code}/releases/{number}": lambda _: "1",
    "/staff/meetings/{code}": lambda world: world.meeting,
    "/staff/meetings/{code}/minutes/items/{item_id}": lambda _: str(ITEM),
    "/staff/meetings/{code}/minutes/history/{number}": lambda _: "1",
    "/staff/meetings/{code}/registrations/{registration_id}": lambda world: world.registration,
    "/staff/meetings/{code}/door/people/{registration_id}": lambda world: world.registration,
    "/staff/check-in/{code}": lambda world: world.meeting,
    "/staff/check-in/{code}/{token}": lambda world: make_token("registration", UUID(world.registration)),
    "/staff/meetings/{code}/mails/{event}": lambda _: "seat_held",
    "/staff/meetings/{code}/mails/{mail_id}": lambda world: world.mail,
    "/staff/calls/{registration_id}": lambda world: world.registration,
    "/staff/meetings/{code}/evaluation/given/{registration_id}": lambda world: world.registration,
    "/staff/outbox/{mail_id}": lambda world: world.mail,
    "/staff/bassins/{code}": lambda _: "nord",
    "/staff/evaluations/changes/{change_id}": lambda _: "1",
    "/staff/programmes/{code}": lambda _: "adc-2022-2023",
    "/staff/programmes/{code}/bassins/{bassin}": lambda _: "nord",
    "/staff/programmes/{code}/actions/{action}": lambda _: "helpdesk",
    "/staff/consultations/{code}": lambda _: "example",
    "/staff/consultations/{code}/preview/{lang}": lambda _: "fr",
    "/staff/consultations/{code}/preview/{lang}/{number}": lambda _: "3",
    "/staff/consultations/{code}/exports/{name}": lambda _: "codes.csv",
    "/staff/consultations/{code}/files/{name}": lambda _: "0" * 32 + ".jpg",
    "/staff/questionnaires/{code}": lambda _: "evaluation",
    "/staff/questionnaires/{code}/translations/files/{name}": lambda _: "nl.po",
    "/staff/questionnaires/{code}/versions/{number}": lambda _: "1",
    "/staff/questionnaires/{code}/versions/{version}": lambda _: "1",
    "/staff/questionnaires/{code}/versions/{version}/preview/{lang}": lambda _: "fr",
    "/staff/questionnaires/{code}/versions/{version}/preview/{lang}/{number}": lambda _: "1",
    "/staff/questionnaires/{code}/versions/{number}/files/{name}": lambda _: "questionnaire.xlsx",
    "/staff/consultations/{code}/paper/form/{edition}": lambda _: "fr",
    "/staff/consultations/{code}/paper/copies/{first}": lambda _: "1",
    "/staff/consultations/{code}/paper/copies/{first}/{edition}": lambda _: "both",
    "/staff/consultations/{code}/paper/sheets/{number}": lambda _: "1",
    "/staff/populations/{population_id}": lambda _: "1",
    "/staff/contacts/{list_id}": lambda world: world.list_id,
    "/staff/contacts/{list_id}/people/{contact_id}": lambda world: world.contact,
    "/staff/contacts/{list_id}/import/{upload_id}": lambda world: world.upload,
    "/staff/questionnaires/{code}/edit/add/{kind}": lambda _: "text",
    "/staff/questionnaires/{code}/edit/questions/{name}": lambda _: "expression",
}
"""What stands for each parameter, by the path that ends with it. All of it belongs to bassin Nord."""

OF_A_BASSIN = (
    "/staff/programmes/{code}/bassins/{bassin}",
    "/staff/meetings/{code}",
    "/staff/check-in/{code}",
    "/staff/calls/{registration_id}",
    "/staff/bassins/{code}",
    "/staff/evaluations/changes/{change_id}",
    "/staff/requests/{request_id}",
    "/staff/support-groups/{code}",
)
"""Paths below which everything belongs to one bassin, and is closed to a facilitator of another."""


@dataclass(frozen=True)
class World:
    """What exists while the routes are tried."""

    meeting: str
    registration: str
    mail: str
    list_id: str = ""
    contact: str = ""
    upload: str = ""
    informed: dict[str, str] = field(default_factory=dict)
    """What stands for parameters of the rooms about information and requests, by path."""


@dataclass(frozen=True)
class Door:
    """One method of one staff route, with the rights that its guards ask for."""

    method: str
    path: str
    rights: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def belongs_to_a_bassin(self) -> bool:
        return any(self.path == start or self.path.startswith(f"{start}/") for start in OF_A_BASSIN)

    def address(self, world: World) -> str:
        """Return the path with an example in the place of every parameter."""
        known = ""
        filled = ""
        for part in self.path.split("/")[1:]:
            known += f"/{part}"
            if not part.startswith("{"):
                filled += f"/{part}"
                continue
            if known in world.informed:
                filled += f"/{world.informed[known]}"
                continue
            assert known in EXAMPLES, (
                f"{self}: nobody knows what stands for {part}. Add {known!r} to EXAMPLES in {__name__}, "
                "and to OF_A_BASSIN as well if what it names belongs to one bassin."
            )
            filled += f"/{EXAMPLES[known](world)}"
        return filled

    def knock(self, client: TestClient, world: World) -> int:
        """Return the status of the answer."""
        return client.request(self.method, self.address(world)).status_code


def staff_doors() -> list[Door]:
    """Walk the routes of the application."""
    doors = []
    for route in iter_route_contexts(create_app().routes):
        path = route.path or ""
        if path == "/staff" or path.startswith("/staff/"):
            assert route.dependant is not None, f"{path} is no route that a guard can stand before"
            rights = frozenset(rights_of(route.dependant))
            doors += [Door(method, path, rights) for method in sorted(route.methods or ())]
    return doors


def rights_of(dependant: Dependant) -> Iterator[str]:
    """Yield the rights asked for by the guards of a route, however deep they stand."""
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, Guard):
            yield dependency.call.right
        yield from rights_of(dependency)


@pytest.fixture
def doors(database: str) -> list[Door]:  # noqa: ARG001 - the application reads the settings of the test
    return staff_doors()


def fill() -> World:
    """Put something behind every door."""
    give_members()
    give_meeting("focus-group-nord", "nord")
    registration = give_seat("focus-group-nord")
    give_minutes("focus-group-nord")
    with transaction() as session:
        start_copy(session, "evaluation", 1)
        give_population(session)
        give_change(session)
        over = {"opened": timedelta(days=-60), "closes": timedelta(days=-30)}
        make_consultation(session, "citoyens", code="citoyens-passee", **over)
        give_release(session)
    return World(
        "focus-group-nord", str(registration), str(only_mail()), *give_upload(), informed=give_examples()
    )


@pytest.fixture
def world() -> Callable[[], World]:
    return fill


@pytest.fixture
def inside(database: str, backend: str, databases: Databases) -> World:  # noqa: ARG001 - it must be there first
    return databases.found_in(backend, fill)


@pytest.fixture
def members(inside: World, make_client: Callable[[], TestClient]) -> dict[str, TestClient]:  # noqa: ARG001
    return {email: sign_in(make_client(), email) for email in MEMBERS}


def test_the_walk_sees_the_routes_of_the_team(doors: list[Door]) -> None:
    seen = {str(door) for door in doors}
    assert {"GET /staff/", "POST /staff/sign-out", "GET /staff/outbox/{mail_id}"} <= seen


def test_every_staff_route_has_a_guard(doors: list[Door]) -> None:
    for door in doors:
        if (door.method, door.path) in OPEN_TO_ALL:
            assert not door.rights
        else:
            assert door.rights, f"{door} has no guard: give it a parameter with Depends(require(…))"


def test_no_staff_route_can_be_opened_by_a_visitor(
    doors: list[Door], inside: World, client: TestClient
) -> None:
    for door in doors:
        if (door.method, door.path) not in OPEN_TO_ALL:
            answer = client.request(door.method, door.address(inside))
            assert answer.status_code == 303, f"{door} answers a visitor with {answer.status_code}"
            assert answer.headers["location"].startswith("/staff/sign-in"), (
                f"{door} leads a visitor elsewhere"
            )


def test_no_staff_route_can_be_opened_by_a_role_without_the_right(
    doors: list[Door], inside: World, members: dict[str, TestClient]
) -> None:
    for door in doors:
        for email, (role, _) in MEMBERS.items():
            if any(role not in RIGHTS[right] for right in door.rights):
                status = door.knock(members[email], inside)
                assert status == 403, f"{door} answers {role} with {status}"


def test_what_belongs_to_a_bassin_is_closed_to_a_facilitator_of_another(
    doors: list[Door], inside: World, members: dict[str, TestClient]
) -> None:
    for door in doors:
        if door.belongs_to_a_bassin:
            status = door.knock(members["sud@example.be"], inside)
            assert status == 403, f"{door} answers a stranger to the bassin: {status}"


def test_what_belongs_to_the_whole_region_is_closed_to_every_facilitator(
    doors: list[Door], inside: World, members: dict[str, TestClient]
) -> None:
    give_meeting("atelier-region", None)
    region = World("atelier-region", inside.registration, inside.mail)
    for door in doors:
        if door.path.startswith("/staff/meetings/{code}"):
            status = door.knock(members["nord@example.be"], region)
            assert status == 403, f"{door} answers a facilitator with {status}"


def test_the_doors_do_open_for_whoever_may_pass(
    doors: list[Door], inside: World, members: dict[str, TestClient]
) -> None:
    """The control: the refusals above come from the guards and not from a world that answers nobody."""
    opened = 0
    for door in doors:
        if door.method != "GET" or "/consultations/" in door.path or door.path.endswith("/fates"):
            continue
        for email, (role, bassins) in MEMBERS.items():
            may_pass = all(role in RIGHTS[right] for right in door.rights)
            at_home = role != "facilitator" or "nord" in bassins or not door.belongs_to_a_bassin
            if may_pass and at_home:
                status = door.knock(members[email], inside)
                assert status < 400, f"{door} refuses {role} with {status}"
                opened += 1
    assert opened > 10


def test_a_facilitator_sees_only_their_meetings_in_the_lists(
    inside: World, members: dict[str, TestClient]
) -> None:
    give_meeting("focus-group-sud", "sud")
    give_minutes("focus-group-sud", uuid4())
    for address in ("/staff/", "/staff/meetings", "/staff/minutes"):
        shown = members["sud@example.be"].get(address).text
        assert "focus-group-sud" in shown
        assert inside.meeting not in shown


def test_a_new_parameter_that_nobody_described_is_told_with_a_sentence(inside: World) -> None:
    with pytest.raises(AssertionError, match=r"Add '/staff/things/.thing.' to EXAMPLES"):
        Door("GET", "/staff/things/{thing}", frozenset()).address(inside)
