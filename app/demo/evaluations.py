"""What people said of the meetings of 2022-2023, and what was changed after it."""

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.texts.marks import mark_text, open_texts
from app.demo.answering import answer_all
from app.demo.draw import spread
from app.demo.files import DemoError, read
from app.demo.people import Person
from app.kit import clock
from app.meetings.changes.write import ChangeWish, publish_change, write_change
from app.meetings.evaluation import open_evaluation
from app.meetings.models import Meeting

_WITHIN_DAYS = 3
"""Answers come in the days after a meeting."""


def evaluate_all(session: Session, random: Random, admin_id: int) -> None:
    """Let people evaluate meetings, read what they wrote, and write down what was changed."""
    said = read("evaluations")
    meetings = {meeting.code: meeting for meeting in session.scalars(select(Meeting))}
    for row in said["meetings"]:
        _evaluate(session, random, said, row, meetings[row["code"]])
    _read_texts(session, said["comments"], meetings)
    for row in said["changes"]:
        _change(session, row, meetings, admin_id)


def _evaluate(
    session: Session, random: Random, said: dict[str, Any], row: dict[str, Any], meeting: Meeting
) -> None:
    with clock.set_to(meeting.ends_at):
        consultation = open_evaluation(session, meeting.id)
    n, first = row["answers"], clock.local(meeting.ends_at).date() + timedelta(days=1)
    languages = spread(random, {"fr": 1 - said["dutch"], "nl": said["dutch"]}, n)
    people = [
        Person("nl" if lang == "nl" else "fr", first + timedelta(days=random.randrange(_WITHIN_DAYS)))
        for lang in languages
    ]
    for item, shares in (said["shares"] | row.get("shares", {})).items():
        for person, step in zip(people, spread(random, shares, n), strict=True):
            person.answers[item] = [step]
    for question, options in said["helps"].items():
        for person in people:
            person.answers[question] = random.sample(options, random.randint(1, 2))
    for comment in said["comments"]:
        if comment["meeting"] == meeting.code:
            _says(people, comment)
    answer_all(session, random, consultation, people)


def _says(people: list[Person], comment: dict[str, Any]) -> None:
    """Put a text into the mouth of somebody of its language who has not answered this question yet."""
    silent = [
        person
        for person in people
        if person.language == comment["lang"] and comment["question"] not in person.answers
    ]
    if not silent:
        raise DemoError(f"{comment['meeting']}: nobody is left to write: {comment['text']}")
    silent[0].answers[comment["question"]] = [comment["text"]]


def _read_texts(session: Session, comments: list[dict[str, Any]], meetings: dict[str, Meeting]) -> None:
    evaluated = [meeting.evaluation_id for meeting in meetings.values() if meeting.evaluation_id]
    verdicts = {comment["text"]: comment.get("read") for comment in comments}
    texts = open_texts(session, evaluated, ["improve", "keep"])
    for text in texts:
        verdict = verdicts[text.text]
        if verdict:
            mark_text(session, texts, text.reference, fingerprint=text.fingerprint, verdict=verdict)


def _change(session: Session, row: dict[str, Any], meetings: dict[str, Meeting], admin_id: int) -> None:
    day = date.fromisoformat(row["decided_on"])
    with clock.set_to(clock.at_brussels(day, 16)):
        wish = ChangeWish(
            heard=row["heard"],
            changed=row["changed"],
            decided_on=day,
            item=row["item"],
            meeting_ids=tuple(meetings[code].id for code in row["meetings"]),
            invented=True,
        )
        change = write_change(session, row["bassin"], wish, user_id=admin_id)
        if row["published"]:
            publish_change(session, change.id, user_id=admin_id)
