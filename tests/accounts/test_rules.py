"""Who may do what, and how long an account rests."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rules import (
    LONGEST_REST,
    RIGHTS,
    ROLES,
    Member,
    Role,
    local_staff_path,
    password_problem,
    rest_after,
)


def member(role: Role, *bassins: str) -> Member:
    return Member(
        id=1, name="Ada", email="ada@example.be", role=role, language="fr", bassins=frozenset(bassins)
    )


@pytest.mark.parametrize("right", RIGHTS)
def test_an_administrator_holds_every_right(right: str) -> None:
    assert member("admin").may(right)


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (
            "analyst",
            {
                "enter",
                "read_figures",
                "type_answers",
                "manage_consultations",
                "manage_information",
                "manage_requests",
                "write_minutes",
                "export_answers",
                "read_small_numbers",
                "read_attendance",
                "manage_contacts",
                "invite_to_meetings",
                "record_choice",
                "clear_comments",
                "note_changes",
                "publish",
            },
        ),
        (
            "facilitator",
            {
                "enter",
                "read_figures",
                "type_answers",
                "manage_meetings",
                "manage_requests",
                "write_minutes",
                "invite_to_meetings",
                "read_attendance",
                "note_changes",
            },
        ),
        ("partner", {"enter", "read_figures"}),
    ],
)
def test_other_roles_hold_exactly_these_rights(role: Role, rights: set[str]) -> None:
    assert {right for right in RIGHTS if member(role).may(right)} == rights


def test_the_table_names_only_roles_that_exist() -> None:
    assert frozenset().union(*RIGHTS.values()) == set(ROLES)


def test_a_right_that_does_not_exist_is_an_error_and_not_a_no() -> None:
    with pytest.raises(KeyError):
        member("admin").may("pubilsh")


@pytest.mark.parametrize("role", ["admin", "analyst", "partner"])
def test_administrators_analysts_and_partners_see_every_bassin_and_the_region(role: Role) -> None:
    assert member(role).may_see("nord")
    assert member(role).may_see(None)


def test_a_facilitator_sees_only_their_bassins_and_nothing_of_the_whole_region() -> None:
    facilitator = member("facilitator", "nord", "sud")
    assert facilitator.may_see("nord")
    assert not facilitator.may_see("sud-est")
    assert not facilitator.may_see(None)
    assert facilitator.sees(["sud", "sud-est", "nord"]) == ["sud", "nord"]


def test_seven_wrong_passwords_are_free_and_the_eighth_makes_the_account_rest() -> None:
    assert [rest_after(n) for n in range(8)] == [None] * 8
    assert [rest_after(n) for n in range(8, 16)] == [
        timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 16, 32, 60, 60)
    ]


@given(st.integers(min_value=8, max_value=2**31))
def test_no_rest_is_longer_than_an_hour(failures: int) -> None:
    rest = rest_after(failures)
    assert rest is not None
    assert timedelta(minutes=1) <= rest <= LONGEST_REST


@pytest.mark.parametrize(
    "address",
    ["/staff", "/staff/", "/staff/meetings/nord-1?page=2", "/staff?x=1", "/staff/bassins/nord?a=//b"],
)
def test_a_page_of_the_team_may_be_returned_to(address: str) -> None:
    assert local_staff_path(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None, "", "https://elsewhere.example/staff/", "//elsewhere.example/staff/",
        "/staff//elsewhere.example", "/staffing", "/fr/", "staff/", "/staff/\\elsewhere.example",
        "/staff/\nSet-Cookie: a=b", "/staff/sign-in", "/staff/sign-out", "/staff/language", "\t/staff/",
        " /staff/",
    ],
)  # fmt: skip
def test_no_other_address_is_returned_to(address: str | None) -> None:
    assert local_staff_path(address) is None


@given(st.text())
def test_whatever_is_returned_to_stays_on_this_site(address: str) -> None:
    kept = local_staff_path("/staff/" + address)
    assert kept is None or (kept.startswith("/staff/") and kept.isprintable() and "\\" not in kept)


def test_a_password_has_twelve_to_two_hundred_characters_of_any_kind() -> None:
    assert password_problem("a" * 11)
    assert password_problem("a" * 201)
    assert password_problem("douze\ncaractères")
    assert password_problem("a" * 12) is None
    assert password_problem("é ! 漢字 " * 20) is None
