"""Keep what a phone has noted, field by field: while somebody types, or long after, when the network is back.

A phone numbers its edits and sends the newest of each field, as often as it likes and in any order. The draft
keeps, for each field, the number of the newest edit of each device, so that an edit that comes again or comes
late changes nothing. Between devices the edit that arrives last stands; what it replaces without its author
having seen it is set aside until the answer is sent.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.consultations.models import Draft
from app.consultations.save import locked_draft, save_page
from app.kit.errors import InvalidError, Message
from app.kit.forms import Posted
from app.kit.localized import Lang
from app.questionnaires.expressions import to_string
from app.questionnaires.model import Form, Page, Question
from app.questionnaires.queries import form_of_version
from app.questionnaires.repeats import every_round, unrolled
from app.questionnaires.values import SHOWN_SEPARATOR, mark, written

MAX_DEVICES = 8
"""So many devices are told apart for one field; beyond them the one that wrote longest ago is forgotten."""
MAX_OTHERS = 3
"""So many values that gave way are kept for one field, the newest."""


@dataclass(frozen=True)
class Edit:
    """The newest that a device holds of one field: its values as typed, and the number it gave them."""

    key: str
    values: list[str]
    number: int


@dataclass(frozen=True)
class Device:
    """Where edits come from, and the version of the draft that its author has seen; -1 for none."""

    name: str
    seen: int


@dataclass(frozen=True)
class Synced:
    """The draft as it is now, and what of the edits could not be taken."""

    draft: Draft
    has_news: bool
    """Whether anybody else has written since what the device has seen."""
    refused: dict[str, Message] = field(default_factory=dict)


def keep_edits(
    session: Session,
    draft_id: UUID,
    lang: Lang,
    device: Device,
    *,
    edits: Collection[Edit],
    done: Collection[str] = (),
) -> Synced:
    """Write the edits that are new into the draft, then go through the pages `done` as a press of Continue.

    Every field stands for itself: one that cannot be taken leaves the others as they are. An edit alone is
    no progress and is not validated; a page of `done` counts as gone through when nothing on it is wrong.

    Raises:
        NoDraftError, AlreadySentError: there is nothing to save into.
    """
    draft = locked_draft(session, draft_id)
    has_news = draft.version != device.seen + 1
    form = form_of_version(session, draft.questionnaire_version_id)
    new = {edit.key: edit for edit in edits if edit.number > _newest(draft, edit.key, device.name)}
    refused = {key: Message("This question is not part of this questionnaire.") for key in new}
    # What was typed in a round that was removed meanwhile is kept as well.
    for page in unrolled(form, every_round(form, draft.answers)).pages:
        here = {key: new[key] for key in _keys(page) if key in new}
        for key in here:
            del refused[key]
        if here or (page.name in done and page.name not in draft.reached):
            refused |= _keep_page(
                session, draft, form, page, lang, device=device, edits=here, is_done=page.name in done
            )
    return Synced(draft, has_news, refused)


def typed_values(draft: Draft, form: Form) -> dict[str, list[str]]:
    """Return everything that a draft holds, as it would be typed, by field."""
    questions = unrolled(form, draft.answers).questions
    answers = {key: _as_typed(questions.get(key), answer) for key, answer in draft.answers.items()}
    return answers | {key: [str(raw)] for key, raw in draft.unfinished.items()}


def _as_typed(question: Question | None, answer: Any) -> list[str]:  # noqa: ANN401 - an answer of any type
    if isinstance(answer, list):
        return [str(value) for value in answer]
    if isinstance(answer, int | float):
        return [to_string(float(answer))]
    return [written(question, str(answer)) if question else str(answer)]


def _keys(page: Page) -> list[str]:
    return [question.name for question in page.questions if question.takes_answer]


def _newest(draft: Draft, key: str, device: str) -> int:
    """Return the number of the newest edit that came from a device for a field, 0 before the first."""
    return int(draft.edits.get(key, {}).get("numbers", {}).get(device, 0))


def _keep_page(
    session: Session,
    draft: Draft,
    form: Form,
    page: Page,
    lang: Lang,
    *,
    device: Device,
    edits: Mapping[str, Edit],
    is_done: bool,
) -> dict[str, Message]:
    """Save the edits of one page; return why some could not be taken."""
    before = typed_values(draft, form)
    written_at = draft.version
    taken = dict(edits)
    refused: dict[str, Message] = {}
    try:
        save_page(session, draft.id, page.name, _posted(page, taken, is_done=is_done), lang, validate=is_done)
    except InvalidError as error:
        refused = {problem.field: problem.message for problem in error.problems}
        taken = {key: edit for key, edit in edits.items() if key not in refused}
        save_page(session, draft.id, page.name, _posted(page, taken, is_done=False), lang, validate=False)
    after = typed_values(draft, form)
    others = dict(draft.others)
    for key in taken:
        last = draft.edits.get(key, {})
        unseen = last.get("by") != device.name and last.get("at", 0) > device.seen
        old = before.get(key)
        if unseen and old and old != after.get(key):
            others[key] = [*(kept for kept in others.get(key, []) if kept != old), old][-MAX_OTHERS:]
    draft.others = others
    draft.edits = draft.edits | {
        key: _noted(draft.edits.get(key, {}), device.name, edits[key].number, written_at) for key in edits
    }
    session.flush()
    return refused


def _posted(page: Page, edits: Mapping[str, Edit], *, is_done: bool) -> Posted:
    """Return the edits as the form of their page would post them.

    A page that was gone through was shown whole: what was not edited there is marked as left as it was.
    """
    shown = _keys(page) if is_done else list(edits)
    untouched = [f"{key}:{mark([])}" for key in shown if key not in edits]
    return Posted(
        {
            "shown": [SHOWN_SEPARATOR.join(shown)],
            "was": [SHOWN_SEPARATOR.join(untouched)],
            **{key: edit.values for key, edit in edits.items()},
        }
    )


def _noted(last: Mapping[str, Any], device: str, number: int, version: int) -> dict[str, Any]:
    numbers = {name: n for name, n in last.get("numbers", {}).items() if name != device}
    kept = dict([*numbers.items(), (device, number)][-MAX_DEVICES:])
    return {"by": device, "at": version, "numbers": kept}
