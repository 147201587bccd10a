"""Accounts are created whole or not at all."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.accounts.create_user import create_user
from app.accounts.models import AuditLine, StaffUser
from app.accounts.queries import as_member
from app.db import reading, transaction
from app.kit.errors import InvalidError
from tests.accounts.people import PASSWORD, give_account

pytestmark = pytest.mark.usefixtures("database")

GOOD: dict[str, Any] = {
    "email": "bo@example.be", "name": "Bo Janssens", "role": "facilitator", "language": "nl",
    "password": PASSWORD, "bassins": ["sud", "nord", "nord"],
}  # fmt: skip


def test_it_creates_an_account_with_its_bassins_and_leaves_a_trace_without_content() -> None:
    with transaction() as session:
        user_id = create_user(session, **GOOD | {"email": "  Bo@Example.BE "}).id
    with reading() as session:
        user = session.scalars(select(StaffUser).options(selectinload(StaffUser.bassins))).one()
        member = as_member(user)
        password_hash = user.password_hash
        line = session.execute(select(AuditLine.verb, AuditLine.target, AuditLine.user_id)).one()
    assert (member.id, member.email, member.role, member.language) == (
        user_id, "bo@example.be", "facilitator", "nl",
    )  # fmt: skip
    assert member.bassins == {"nord", "sud"}
    assert PASSWORD not in password_hash
    assert tuple(line) == ("create_user", f"user:{user_id}", None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": ""}, "email"),
        ({"name": ""}, "name"),
        ({"name": "a" * 121}, "name"),
        ({"role": "owner"}, "role"),
        ({"language": "en"}, "language"),
        ({"password": "too short"}, "password"),
        ({"password": "a" * 201}, "password"),
        ({"bassins": []}, "bassins"),
        ({"bassins": ["ouest"]}, "bassins"),
    ],
)
def test_it_refuses_what_is_wrong_and_names_the_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as refusal, transaction() as session:
        create_user(session, **GOOD | change)
    assert [problem.field for problem in refusal.value.problems] == [field]
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(StaffUser)) == 0


def test_it_says_everything_that_is_wrong_at_once() -> None:
    with pytest.raises(InvalidError) as refusal, transaction() as session:
        create_user(session, email="", name="", role="", language="", password="", bassins=[])
    assert {problem.field for problem in refusal.value.problems} == {
        "email", "name", "role", "language", "password",
    }  # fmt: skip


def test_it_refuses_a_second_account_for_an_address_and_the_caller_can_go_on() -> None:
    give_account("bo@example.be")
    with transaction() as session:
        with pytest.raises(InvalidError) as refusal:
            create_user(session, **GOOD | {"email": "BO@example.be"})
        create_user(session, **GOOD | {"email": "someone.else@example.be"})
    assert [problem.field for problem in refusal.value.problems] == ["email"]
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(StaffUser)) == 2
