"""What rooms say of the actions: groups whose minutes name them, and dots on a wall.

This is other evidence than people's answers. Groups are counted, never turned into a share of people, and
dots are added to nothing but dots.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from app.analysis import rooms_words
from app.analysis.dots import REGION, seen_dots
from app.analysis.labels import translator
from app.analysis.panels import Panel
from app.analysis.sight import Sight
from app.kit.localized import Lang
from app.meetings.minutes.mentions import groups_of
from app.meetings.minutes.rules import ItemKind
from app.meetings.votes.queries import votes_of_programme
from app.programmes.queries import ActionView, ballot
from app.territory.queries import all_bassins

KINDS_ASKED: Final[tuple[ItemKind, ...]] = ("existing_practice", "concertation", "proposal", "obstacle")
"""What a bassin wants to know of an action, in this order; points, quotations and decisions are the rest."""


@dataclass(frozen=True)
class InRooms:
    """What rooms say of one action."""

    action: ActionView
    groups: int
    """Groups whose published minutes name it, each counted once."""
    bassins: tuple[str, ...]
    """Where these groups met, in the order of the bassins; `region` for a group of the whole Region."""
    kinds: Mapping[ItemKind, int]
    """Groups that name it in an item of each of `KINDS_ASKED`: one group may count under several."""
    dots: int | None
    """None where hidden."""


@dataclass(frozen=True)
class Rooms:
    """What the rooms of a programme, or of one of its bassins, say of the actions of the ballot."""

    groups: int
    """Groups whose minutes anybody may read: what every count of groups is out of."""
    silent: int
    """Groups that met and whose minutes are not public."""
    rooms: int
    """Rooms that voted with dots."""
    dots: int | None
    """Dots in all, None where hidden."""
    voters: int | None
    """People who had dots; None where a room did not count them, or where it is hidden."""
    invented: bool
    rows: tuple[InRooms, ...]
    """In the order of the ballot; nothing where the programme has none."""

    def row(self, action_code: str) -> InRooms | None:
        """Return what is said of one action, or None."""
        return next((row for row in self.rows if row.action.code == action_code), None)


def rooms_of(session: Session, programme_code: str, *, sight: Sight, bassin: str = "") -> Rooms:
    """Return what rooms say of each action; `bassin` '' is the whole Region. Six statements.

    Of minutes only what was published counts, which anybody may read: counts of groups are not hidden. Dots
    go through `sight`.
    """
    asked = ballot(session, programme_code)
    groups = groups_of(session, programme_code, bassin)
    every = votes_of_programme(session, programme_code)
    votes = [vote for vote in every if bassin in {"", vote.bassin_code}]
    order = [*(view.code for view in all_bassins(session)), REGION]
    actions = asked.actions if asked else ()
    shown, total = seen_dots(every, [action.code for action in actions], bassin, sight)
    known = [vote.voters for vote in votes if vote.voters is not None]
    rows = []
    for action in actions:
        saying = [(group, said) for group in groups if (said := group.says(action.code))]
        places = {group.bassin_code or REGION for group, _said in saying}
        rows.append(
            InRooms(
                action=action,
                groups=len(saying),
                bassins=tuple(code for code in order if code in places),
                kinds={
                    kind: sum(any(item.words.kind == kind for item in said) for _group, said in saying)
                    for kind in KINDS_ASKED
                },
                dots=shown[action.code],
            )
        )
    public = [group for group in groups if group.is_public]
    return Rooms(
        groups=len(public),
        silent=len(groups) - len(public),
        rooms=len(votes),
        dots=total,
        voters=sight.number(sum(known)) if votes and len(known) == len(votes) else None,
        invented=any(group.invented for group in public) or any(vote.invented for vote in votes),
        rows=tuple(rows),
    )


def room_panels(
    session: Session, programme_code: str, *, lang: Lang, bassin: str = "", sight: Sight
) -> tuple[Panel, ...]:
    """Return a panel of the groups that name each action, and one of the dots. Seven statements.

    A panel is left out where there is nothing to show: no public minutes of a group, no room with dots.
    """
    found = rooms_of(session, programme_code, sight=sight, bassin=bassin)
    names = {view.code: view.name[lang] for view in all_bassins(session)}
    _ = translator(lang)
    panels = []
    if found.rows and found.groups:
        panels.append(rooms_words.groups_panel(found, names, lang=lang, _=_))
    if found.rows and found.rooms:
        panels.append(rooms_words.dots_panel(found, lang=lang, _=_))
    return tuple(panels)
