"""Consultations, drafts, responses, and the rows and cubes that are counted.

Tables that hold people's answers have random ids, dates without time, and in SQLite no row number: nothing in
them tells the order in which they came.
"""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UNORDERED, Base
from app.kit.localized import Lang, Localized

Access = Literal["open", "ticket"]
Audience = Literal["professionals", "citizens", "participants"]
Channel = Literal["web", "paper", "assisted"]
Status = Literal["draft", "published"]
Visit = Literal["here", "reached"]


class Consultation(Base):
    """A version of a questionnaire put to an audience for a period."""

    __tablename__ = "consultation"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    programme_code: Mapped[str] = mapped_column(ForeignKey("programme.code"))
    strand_code: Mapped[str] = mapped_column(String(60))
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    audience: Mapped[Audience]
    access: Mapped[Access]
    title: Mapped[Localized]
    intro: Mapped[Localized]
    thanks: Mapped[Localized]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    status: Mapped[Status] = mapped_column(default="published", server_default="published")
    """What is a draft is seen by the team alone."""
    invented: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the demo made up what stands here; said on screen."""
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Draft(Base):
    """What somebody has typed and not sent yet.

    Its token is in a cookie and in a link, never in the database.
    """

    __tablename__ = "draft"
    __table_args__ = (Index(None, "consultation_id"), UNORDERED)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    language: Mapped[Lang]
    channel: Mapped[Channel]
    answers: Mapped[dict[str, Any]]
    """Valid answers by question name."""
    unfinished: Mapped[dict[str, Any]]
    """What was typed and cannot stand yet, as typed, by question name."""
    shown_order: Mapped[dict[str, Any]]
    """Order in which randomised options were shown, by question name."""
    reached: Mapped[list[str]]
    """Names of the pages that were gone through."""
    at_page: Mapped[str] = mapped_column(String(120), default="", server_default=text("''"))
    """The first page that was not gone through yet, where its author goes on."""
    started_at: Mapped[datetime | None]
    """When it was begun, to the minute; it goes with the draft. Nobody measures a correction: None."""
    updated_on: Mapped[date]
    sent_on: Mapped[date | None]
    """Day on which the response that this draft corrects was sent; None for an answer not sent yet."""
    edits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Who wrote each field last, by field: see `sync`."""
    others: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was typed elsewhere and gave way, by field: lists of values, as typed. It goes with the draft."""
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Response(Base):
    """A sent response: the faithful record, never queried for statistics. Its id is the draft's."""

    __tablename__ = "response"
    __table_args__ = (Index(None, "consultation_id"), UNORDERED)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    answers: Mapped[dict[str, Any]]
    shown_order: Mapped[dict[str, Any]]
    bassins: Mapped[list[str]]
    profile: Mapped[str] = mapped_column(String(40))
    language: Mapped[Lang]
    channel: Mapped[Channel]
    submitted_on: Mapped[date]
    """Day on which it was first sent. A correction does not change it."""
    receipt_fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Ticket(Base):
    """A one-use entry to a consultation that is not open to all. It does not know who holds it.

    One that was printed on a slip of paper opens once somebody uses it, and not before.
    """

    __tablename__ = "ticket"
    __table_args__ = (Index(None, "consultation_id", "issued"), UNORDERED)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    issued: Mapped[bool] = mapped_column(default=False, server_default=false())
    opened: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Of a slip: whether it was used."""
    slip_fingerprint: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the code on the slip; None for a ticket that is handed out on the screen."""


class Entry(Base):
    """That somebody has begun with a link of their own, and where. Only the link tells whose it is.

    Its id follows from the link and the secret. It leads to the draft, and the sending, which deletes the
    draft, deletes the way there with it: nothing at all leads on to the response.
    """

    __tablename__ = "entry"
    __table_args__ = (Index(None, "consultation_id"), UNORDERED)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    draft_id: Mapped[UUID | None] = mapped_column(ForeignKey("draft.id", ondelete="SET NULL"), unique=True)
    """Where its holder goes on; None once the answer was sent."""


class AnswerFile(Base):
    """A file of an answer: its random name on the disk, and whose it is. What it was called is not kept.

    It belongs to a draft or to a response, which bear the same id; neither has a list of its files besides
    their names among its answers.
    """

    __tablename__ = "answer_file"
    __table_args__ = (Index(None, "answer_id"), UNORDERED)

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    answer_id: Mapped[UUID]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    question: Mapped[str] = mapped_column(String(160))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]


class AnswerChoice(Base):
    """One option picked in one response, with the dimensions copied on.

    There is one row per bassin and one for all.
    """

    __tablename__ = "answer_choice"
    __table_args__ = (
        Index(
            "ix_answer_choice_cover", "consultation_id", "question", "option", "bassin", "profile", "language"
        ),
        UNORDERED,
    )

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    question: Mapped[str] = mapped_column(String(120), primary_key=True)
    option: Mapped[str] = mapped_column(String(120), primary_key=True)
    bassin: Mapped[str] = mapped_column(String(40), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    profile: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))


class Tally(Base):
    """How many responses hold an option, by bassin, profile and language; `slot` spreads the writers."""

    __tablename__ = "tally"
    __table_args__ = (UNORDERED,)

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(120), primary_key=True)
    option: Mapped[str] = mapped_column(String(120), primary_key=True)
    bassin: Mapped[str] = mapped_column(String(40), primary_key=True)
    profile: Mapped[str] = mapped_column(String(40), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]


class BallotTally(Base):
    """How many responses picked exactly this set of options of a ballot, or put them in this order."""

    __tablename__ = "ballot_tally"
    __table_args__ = (UNORDERED,)

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(120), primary_key=True)
    picks: Mapped[str] = mapped_column(String(400), primary_key=True)
    """Option names joined by a space; of a ranking in its order, else sorted; empty for a blank."""
    bassin: Mapped[str] = mapped_column(String(40), primary_key=True)
    profile: Mapped[str] = mapped_column(String(40), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]


class Participation(Base):
    """How many responses came in on a day, by channel, version, bassin, profile and language."""

    __tablename__ = "participation"
    __table_args__ = (UNORDERED,)

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    questionnaire_version_id: Mapped[int] = mapped_column(
        ForeignKey("questionnaire_version.id"), primary_key=True
    )
    bassin: Mapped[str] = mapped_column(String(40), primary_key=True)
    profile: Mapped[str] = mapped_column(String(40), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]


class PageVisit(Base):
    """How far people come: how many answers went through a page, and how many stand at it.

    `here` moves with each answer, from page to page to `SENT`; an answer stands at one place only.
    """

    __tablename__ = "page_visit"
    __table_args__ = (UNORDERED,)

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    page: Mapped[str] = mapped_column(String(120), primary_key=True)
    what: Mapped[Visit] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]


class CubeStamp(Base):
    """A random number, another one as soon as something of a consultation is counted anew: see `kept`."""

    __tablename__ = "cube_stamp"
    __table_args__ = (UNORDERED,)

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[int] = mapped_column(BigInteger)


class Duration(Base):
    """How many answers took so many minutes from the first page to the sending."""

    __tablename__ = "duration"
    __table_args__ = (UNORDERED,)

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    minutes: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]


class StartCount(Base):
    """How many answers were begun in a few minutes, to know a rush; forgotten within the hour."""

    __tablename__ = "start_count"
    __table_args__ = (UNORDERED,)

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    """When the few minutes began."""
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]


class SpentProof(Base):
    """A proof of work or of a sum that was used once and is good for nothing more."""

    __tablename__ = "spent_proof"
    __table_args__ = (UNORDERED,)

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    forget_at: Mapped[datetime]
