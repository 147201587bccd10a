"""Who can be invited to a consultation, who was, and what became of it: counts, and never who answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.consultations.entries import states_of_entries
from app.consultations.errors import NotOpenError
from app.consultations.models import Consultation
from app.consultations.queries import consultation_by_code
from app.consultations.rules import phase
from app.contacts.links import entry_of
from app.contacts.models import Campaign, Contact, Invitation
from app.db import lock_row, upsert_adding
from app.kit import clock
from app.kit.errors import ConflictError
from app.kit.localized import Lang
from app.kit.outbox.models import OutboxMail


@dataclass(frozen=True)
class Part:
    """A part of a list: who reads one language, who works in one sector; everybody where nothing is said."""

    list_id: int
    language: Lang | None = None
    sector: str | None = None


@dataclass(frozen=True)
class Funnel:
    """How the invitations to a consultation stand. That a mail or a page was opened is not followed."""

    invited: int
    sent: int
    waiting: int
    undelivered: int
    """Mails that did not leave and are not tried any more."""
    bounced: int
    no_mail: int
    slips: int
    """Invitations on paper."""
    begun: int
    answered: int
    to_remind: int
    """Whom a reminder would reach today."""
    reminded_on: date | None

    @property
    def may_remind(self) -> bool:
        """Whether a reminder can leave now: somebody is to be reminded, and none left today."""
        return self.to_remind > 0 and self.reminded_on != clock.today()


def closed_circle(session: Session, code: str) -> Consultation:
    """Return a public consultation that only those answer who have a link of their own.

    Raises:
        NoSuchConsultationError: there is none with this code.
        ConflictError: everybody can answer it.
    """
    consultation = consultation_by_code(session, code)
    if consultation.access != "ticket":
        raise ConflictError("Everybody can answer this consultation: there is nobody to invite one by one.")
    return consultation


def require_running(consultation: Consultation) -> None:
    """Refuse to write about a consultation that nobody can answer.

    Raises:
        NotOpenError: it is closed, or not open yet.
    """
    now = phase(consultation.opens_at, consultation.closes_at, clock.now())
    if now == "closed":
        raise NotOpenError("This consultation is closed.")
    if now == "before":
        raise NotOpenError("This consultation is not open yet.")


def lock_campaign(session: Session, consultation_id: int) -> Campaign:
    """Lock the invitations to a consultation, which makes their row where there is none yet."""
    row = {"consultation_id": consultation_id, "reminded_on": None, "version": 1}
    upsert_adding(session, Campaign, [row], "version")
    campaign = lock_row(session, Campaign, consultation_id)
    assert campaign is not None, "it was made a moment ago, in this transaction"  # noqa: S101
    return campaign


def to_invite(consultation_id: int, part: Part) -> Select[Contact]:
    """Return the statement for whoever of a part can be written to and was not invited yet.

    Somebody who stands in two lists under one address is invited once.
    """
    return _of(part).where(
        Contact.email != "",
        Contact.bounced.is_(False),
        Contact.no_mail.is_(False),
        Contact.email.not_in(
            select(Contact.email)
            .join(Invitation, Invitation.contact_id == Contact.id)
            .where(Invitation.consultation_id == consultation_id)
        ),
    )


def without_address(consultation_id: int, part: Part) -> Select[Contact]:
    """Return the statement for whoever of a part has no address and no slip of paper yet."""
    invited = select(Invitation.contact_id).where(Invitation.consultation_id == consultation_id)
    return _of(part).where(Contact.email == "", Contact.id.not_in(invited))


def count_of(session: Session, contacts: Select[Contact]) -> dict[Lang, int]:
    """Return how many contacts a statement finds, by language. One statement."""
    found = contacts.order_by(None).subquery()
    rows = session.execute(select(found.c.language, func.count()).group_by(found.c.language))
    return {lang: n for lang, n in rows}  # noqa: C416 - dict(rows) has no types


def to_remind(session: Session, consultation_id: int) -> list[tuple[UUID, Lang]]:
    """Return the invitations, from before today, whose answer was not sent, of whom may be written to.

    Each is its id and the language to write in.

    It needs the secret: the database alone does not tell whose answer was sent. Two statements.
    """
    rows = session.execute(
        select(Invitation.id, Contact.language)
        .join(Contact, Contact.id == Invitation.contact_id)
        .where(
            Invitation.consultation_id == consultation_id,
            Invitation.invited_on < clock.today(),
            Contact.email != "",
            Contact.bounced.is_(False),
            Contact.no_mail.is_(False),
        )
        .order_by(Invitation.id)
    ).all()
    entries = {invitation_id: entry_of(invitation_id) for invitation_id, _ in rows}
    states = states_of_entries(session, entries.values())
    return [(one, language) for one, language in rows if states[entries[one]] != "used"]


def funnel(session: Session, consultation_id: int) -> Funnel:
    """Count what became of the invitations. Seven statements at most, for five hundred invitations."""
    campaign = session.get(Campaign, consultation_id)
    ids: Sequence[UUID] = session.scalars(
        select(Invitation.id).where(Invitation.consultation_id == consultation_id)
    ).all()
    states = list(states_of_entries(session, [entry_of(one) for one in ids]).values())
    mails: dict[str, int] = dict(
        session.execute(
            select(OutboxMail.state, func.count())
            .join(Invitation, Invitation.mail_id == OutboxMail.id)
            .where(Invitation.consultation_id == consultation_id)
            .group_by(OutboxMail.state)
        ).all()
    )
    bounced, no_mail, slips = session.execute(
        select(
            func.count().filter(Contact.bounced),
            func.count().filter(Contact.no_mail),
            func.count().filter(Contact.email == ""),
        )
        .select_from(Invitation)
        .join(Contact, Contact.id == Invitation.contact_id)
        .where(Invitation.consultation_id == consultation_id)
    ).one()
    return Funnel(
        invited=len(ids),
        sent=mails.get("sent", 0),
        waiting=mails.get("waiting", 0),
        undelivered=mails.get("failed", 0) + mails.get("dropped", 0),
        bounced=bounced,
        no_mail=no_mail,
        slips=slips,
        begun=states.count("begun"),
        answered=states.count("used"),
        to_remind=len(to_remind(session, consultation_id)),
        reminded_on=campaign.reminded_on if campaign else None,
    )


def _of(part: Part) -> Select[Contact]:
    found = select(Contact).where(Contact.list_id == part.list_id).order_by(Contact.id)
    if part.language is not None:
        found = found.where(Contact.language == part.language)
    if part.sector is not None:
        found = found.where(Contact.sector == part.sector)
    return found
