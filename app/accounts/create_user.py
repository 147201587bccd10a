"""Give somebody of the team an account."""

from collections.abc import Collection
from typing import cast

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.accounts.models import StaffUser, StaffUserBassin
from app.accounts.passwords import hash_password
from app.accounts.rules import LONGEST_PASSWORD, ROLES, SHORTEST_PASSWORD, Role, password_problem
from app.kit.errors import InvalidError, Message, Problem
from app.kit.forms import FieldReader, Posted
from app.kit.localized import LANGUAGES, Lang
from app.territory.queries import all_bassins


def create_user(
    session: Session,
    *,
    email: str,
    name: str,
    role: str,
    language: str,
    password: str,
    bassins: Collection[str] = (),
) -> StaffUser:
    """Create an account that can sign in at once, and return it.

    The password is hashed before the first statement, so that no lock waits for it.

    Raises:
        InvalidError: a field is wrong, the address has an account already, a bassin does not exist, or a
            facilitator has none.
    """
    reader = FieldReader(Posted({"email": [email], "name": [name], "role": [role], "language": [language]}))
    address = reader.email("email", required="Please give an e-mail address.")
    full_name = reader.text("name", longest=120, required="Please give a name.")
    kind = reader.choice("role", list(ROLES), required="Please choose a role.")
    tongue = reader.choice("language", list(LANGUAGES), required="Please choose a language.")
    check_new_password(reader, password)
    codes = sorted(set(bassins))
    if kind == "facilitator" and not codes:
        reader.problem("bassins", "Please name at least one bassin that this facilitator works for.")
    reader.check()
    password_hash = hash_password(password)

    known = {bassin.code for bassin in all_bassins(session)}
    for code in codes:
        if code not in known:
            reader.problem("bassins", "There is no bassin called %(code)s.", code=code)
    reader.check()
    user = StaffUser(
        email=address,
        name=full_name,
        role=cast("Role", kind),
        language=cast("Lang", tongue),
        password_hash=password_hash,
        active=True,
        failures=0,
        locked_until=None,
        bassins=[StaffUserBassin(bassin_code=code) for code in codes],
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        raise InvalidError([Problem("email", Message("This address already has an account."))]) from error
    record(session, None, "create_user", f"user:{user.id}")
    return user


def check_new_password(reader: FieldReader, password: str) -> None:
    """Note on the field `password` what is wrong with a password that somebody chose."""
    problem = password_problem(password)
    if problem:
        reader.problem("password", problem, shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD)
