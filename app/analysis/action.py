"""One action over the bassins: who chose it and how surely, group by group, and what rooms say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from app.analysis import action_words as say
from app.analysis.actions import Chosen, Side, audiences_of, chosen_by, hidden_by_audience, sides_of
from app.analysis.cast import Cast, casts_in
from app.analysis.labels import audience_names, language_names, profile_names, translator
from app.analysis.panels import Panel
from app.analysis.programme_priorities import programme_subjects
from app.analysis.rooms import KINDS_ASKED, Rooms, rooms_of
from app.analysis.sight import Sight
from app.analysis.statistics.priorities import Approval, approval
from app.analysis.subjects import Subject
from app.kit.localized import LANGUAGES, Lang, Localized
from app.meetings.minutes.content import Item
from app.meetings.minutes.mentions import groups_of
from app.meetings.minutes.rules import ItemKind
from app.programmes.queries import ActionView, BallotView

KINDS_SHOWN: Final[tuple[ItemKind, ...]] = (*KINDS_ASKED, "decision", "verbatim", "point")


@dataclass(frozen=True)
class Said:
    """One thing that a group said of the action, and where it stands."""

    item: Item
    meeting: str
    title: Localized
    starts_at: datetime
    bassin_code: str | None
    invented: bool


@dataclass(frozen=True)
class ActionBoard:
    """What the page of one action shows."""

    action: ActionView
    sentence: str
    rooms: str
    """What rooms say of it, in one sentence, or that they say nothing."""
    chosen_by: tuple[str, ...]
    panels: tuple[Panel, ...]
    said: tuple[tuple[ItemKind, tuple[Said, ...]], ...]
    """What groups say, by kind; kinds of which there is nothing are left out."""
    note: Localized


@dataclass(frozen=True)
class Apart:
    """People of one audience told apart by profile or by language, with what they said of the action."""

    name: str
    base: int
    found: Approval


def action_board(
    session: Session,
    ballot: BallotView,
    action: ActionView,
    *,
    sight: Sight,
    lang: Lang,
    bassins: Mapping[str, Localized],
    visible: Sequence[str],
    chosen: Chosen,
) -> ActionBoard:
    """Return one action of a ballot over the bassins. Twenty statements, and four per consultation.

    `visible` are the bassins that the reader may see one by one; the Region is for everyone. Profiles and
    languages apart are for those who see every number: beside the whole they would tell what the others said.
    """
    subjects = programme_subjects(session, ballot)
    names = {code: name[lang] for code, name in bassins.items()}
    chosen_here = chosen_by(action.code, chosen, bassins)
    panels: list[Panel] = []
    whole: tuple[Side, ...] = ()
    if subjects:
        places = list(dict.fromkeys(place for subject in subjects for place in subject.places))
        region, *casts = casts_in(session, subjects, [None, *places])
        by_place = dict(zip(places, casts, strict=True))
        whole = sides_of(
            region, subjects, sight=sight, lang=lang, hidden=hidden_by_audience(session, subjects, sight)
        )
        sides = {
            code: sides_of(
                by_place[code], subjects, sight=sight, lang=lang, bassin=code,
                hidden=hidden_by_audience(session, subjects, sight, code),
            )
            for code in bassins
            if code in visible and code in by_place
        }  # fmt: skip
        if any(side.found.base != 0 for side in whole):
            panels.append(say.places_panel(action.code, sides, whole, names, chosen=chosen_here, lang=lang))
        if not sight.protects and (apart := _apart(region, subjects, action.code, lang)):
            panels.append(say.apart_panel(apart, lang=lang))
    rooms = rooms_of(session, ballot.programme_code, sight=sight)
    return ActionBoard(
        action=action,
        sentence=say.sentence(action, whole, [names[code] for code in chosen_here], lang=lang),
        rooms=say.rooms_sentence(action.code, rooms, names, lang=lang),
        chosen_by=chosen_here,
        panels=tuple(panels),
        said=_said(session, ballot.programme_code, action.code, rooms),
        note=ballot.invented_note,
    )


def _apart(cast: Cast, subjects: Sequence[Subject], action_code: str, lang: Lang) -> list[Apart]:
    """Return the groups within each audience: its profiles where there are several, and both languages."""
    _ = translator(lang)
    audiences, profiles, languages = audience_names(_), profile_names(_), language_names(_)
    found = []
    for audience in audiences_of(subjects):
        offered = dict.fromkeys(
            code
            for subject in subjects
            if subject.consultation.audience == audience
            for code in subject.profiles
        )
        groups = [(profiles.get(code, code), {"profile": code}) for code in offered if len(offered) > 1]
        groups += [(languages[code], {"language": code}) for code in LANGUAGES]
        for name, narrowed in groups:
            ballots = cast.ballots(audience=audience, **narrowed)
            if ballots.base:
                label = _(
                    "%(audience)s, %(group)s", audience=audiences[audience], group=name[:1].lower() + name[1:]
                )
                found.append(Apart(label, ballots.base, approval(ballots)[action_code]))
    return found


def _said(
    session: Session, programme_code: str, action_code: str, rooms: Rooms
) -> tuple[tuple[ItemKind, tuple[Said, ...]], ...]:
    """Return what groups say of an action, kind by kind, in the order in which they met."""
    row = rooms.row(action_code)
    if row is None or not row.groups:
        return ()
    every = [
        Said(item, group.meeting, group.title, group.starts_at, group.bassin_code, group.invented)
        for group in groups_of(session, programme_code)
        for item in group.says(action_code)
    ]
    by_kind = {kind: tuple(one for one in every if one.item.words.kind == kind) for kind in KINDS_SHOWN}
    return tuple((kind, found) for kind, found in by_kind.items() if found)
