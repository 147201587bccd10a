"""Make the demonstration in an empty database, once."""

from collections import Counter
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.models import Consultation
from app.db import transaction
from app.demo import (
    choices,
    consultations,
    evaluations,
    information,
    meetings,
    members,
    minutes,
    populations,
    releases,
    school,
    staff,
    votes,
)
from app.demo.files import read, voices
from app.migrations import prepare
from app.settings import SettingsError, get_settings

_HEARD_IN_2023 = 0.84
"""Share of the open answers given in 2023; the round that is open now has words of its own."""


def build_demo(seed: int) -> str:
    """Fill an empty database with the demonstration; return what was made, its addresses and how to sign in.

    Everything is written in one transaction: the demonstration is there as a whole or not at all. When it is
    there, nothing changes. The same seed on the same day gives the same rows, but for the passwords' hashes.

    Raises:
        SettingsError: the installation is in production and does not say that it is a demonstration, whose
            passwords everybody knows; or the database holds consultations of somebody else.
    """
    settings = get_settings()
    if settings.environment == "production" and not settings.demo:
        raise SettingsError(
            "ATELIERS_DEMO: must be true to put the demonstration, whose passwords are public, in production"
        )
    prepare()
    with transaction() as session:
        if not _is_there(session):
            _build(session, seed)
    return _text(settings.base_url)


def _is_there(session: Session) -> bool:
    found = set(session.scalars(select(Consultation.code)))
    ours = {row["code"] for row in read("consultations")["consultations"]}
    if found and not ours <= found:
        raise SettingsError(
            "ATELIERS_DATABASE_URL: this database holds other consultations; "
            "the demonstration needs an empty one"
        )
    return bool(found)


def _build(session: Session, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a demonstration has to be repeatable
    spoken = {name: voices(name) for name in ("professionnels", "citoyens")}
    admin_id = staff.create_staff(session)
    information.write_pages(session)
    meetings.hold_past(session)
    consultations.hold_past(session, random, spoken, _HEARD_IN_2023)
    minutes.write_all(session, admin_id)
    votes.record_all(session, admin_id)
    choices.record_all(session, admin_id)
    releases.publish_all(session, admin_id)
    information.answer_requests(session, admin_id)
    consultations.hold_open(session, random, spoken)
    meetings.announce(session, random)
    information.form_groups(session)
    information.leave_some_waiting(session)
    members.ask_members(session, random)
    populations.invent(session)
    # Last, so that what was drawn before it stays as it was.
    school.hold_school(session, random)
    evaluations.evaluate_all(session, random, admin_id)


def _text(base_url: str) -> str:
    rows = read("consultations")["consultations"]
    past = sum(row["answers"] for row in rows if "opens" in row)
    now = sum(row["answers"] for row in rows if "opens" not in row)
    held = read("meetings")["meetings"]
    asked = read("members")
    said = read("evaluations")["meetings"]
    evaluated = sum(row["answers"] for row in said)
    taught = "{invited} invited, {confirmed} confirmed, {attended} attended".format(
        **read("school")["figures"]
    )
    services = len(read("support")["services"])
    sittings = sum(row["sittings"] for row in read("support")["services"])
    bassins = " and ".join(row["bassin"] for row in read("choices")["choices"])
    reached = {
        kind: sum(row["headcount"] for row in held if row["kind"] == kind and "headcount" in row)
        for kind in ("open_house", "focus_group")
    }
    kinds = Counter(row["kind"] for row in held)
    lines = [
        "The demonstration is there. Its totals are documented; answers, dates and names are invented.",
        f"  {past} answers to the two questionnaires of January and February 2023",
        f"  {now} answers to a round that is open now",
        f"  {kinds['exploratory']} exploratory focus groups and {kinds['presentation']} presentations",
        f"  5 open houses with {reached['open_house']} participants in all",
        f"  20 focus groups with {reached['focus_group']} participants in all",
        f"  the minutes of {len(read('minutes')['minutes'])} focus groups, one still being written",
        f"  the dots that {len(read('votes')['votes'])} focus groups put on the actions",
        f"  {evaluated} evaluations of {len(said)} meetings",
        "  5 focus groups to come, one in each bassin, open for registration",
        "  a workshop of two days to come, with seats by profile and people who wait",
        f"  the choice of two actions of {bassins}, published",
        "  figures for everybody, frozen, with small numbers hidden",
        f"  the methodological support of 2023: {services} services, {sittings} sittings",
        f"  {len(asked['members'])} member associations, invited by name",
        f"  the École de transformation sociale of 2023: {taught}",
        "",
        "Addresses",
        f"  {base_url}/fr/  and  {base_url}/nl/",
        *(f"  {base_url}/fr/c/{row['code']}" for row in rows if "opens" not in row),
        f"  {base_url}/fr/bassins/nord",
        f"  {base_url}/fr/figures/1",
        f"  {base_url}/fr/information",
        f"  {base_url}/staff/",
        "",
        f"Sign in with the password {staff.PASSWORD} as",
        *(f"  {user.email:<26} {_what(user)}" for user in staff.USERS),
    ]
    return "\n".join(lines)


def _what(user: staff.DemoUser) -> str:
    return f"{user.role} of {', '.join(user.bassins)}" if user.bassins else user.role
