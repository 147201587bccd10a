"""The actions of a programme side by side, and one of them over the bassins: what speaks for each.

People's answers, groups, dots and choices stand beside each other. No figure is made of several of them:
there is no score, and no order but that of the ballot.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.analysis import actions_words as say
from app.analysis.cast import Cast, cast_in
from app.analysis.labels import audience_names, translator
from app.analysis.panels import Panel
from app.analysis.priorities import priorities_among
from app.analysis.programme_priorities import programme_subjects
from app.analysis.rooms import rooms_of
from app.analysis.seen import Seen, SeenAction, seen
from app.analysis.sight import Sight
from app.analysis.subjects import Subject
from app.analysis.together import Hidden, hidden_in
from app.kit.localized import Lang, Localized
from app.programmes.queries import ActionView, BallotView

Chosen = Mapping[str, Collection[str]]
"""The codes of the actions that each bassin chose, by bassin, as far as the reader may know."""


@dataclass(frozen=True)
class Side:
    """What one audience said in one place, as it may be seen."""

    audience: str
    name: str
    found: Seen

    def row(self, action_code: str) -> SeenAction:
        """Return one action of the ballot."""
        return next(row for row in self.found.rows if row.action.code == action_code)


@dataclass(frozen=True)
class Card:
    """One action and what speaks for it, each line ready to be read."""

    action: ActionView
    lines: tuple[str, ...]
    chosen_by: tuple[str, ...]
    """The codes of the bassins that chose it, in their order."""


@dataclass(frozen=True)
class ActionsBoard:
    """What the page of all the actions shows."""

    sentence: str
    cards: tuple[Card, ...]
    panels: tuple[Panel, ...]


def actions_board(
    session: Session,
    ballot: BallotView,
    *,
    sight: Sight,
    lang: Lang,
    bassins: Mapping[str, Localized],
    chosen: Chosen,
) -> ActionsBoard:
    """Return the actions of a ballot with what speaks for each. A dozen statements, and four per subject."""
    subjects = programme_subjects(session, ballot)
    sides = (
        sides_of(
            cast_in(session, subjects), subjects, sight=sight, lang=lang,
            hidden=hidden_by_audience(session, subjects, sight),
        )
        if subjects
        else ()
    )  # fmt: skip
    rooms = rooms_of(session, ballot.programme_code, sight=sight)
    cards = tuple(
        Card(
            action,
            say.lines(action.code, sides, rooms, lang=lang),
            chosen_by(action.code, chosen, bassins),
        )
        for action in ballot.actions
    )
    names = {code: name[lang] for code, name in bassins.items()}
    return ActionsBoard(
        sentence=say.sentence(sides, [(card.action, card.chosen_by) for card in cards], lang=lang),
        cards=cards,
        panels=(say.panel(cards, sides, rooms, names, lang=lang),),
    )


def sides_of(
    cast: Cast,
    subjects: Sequence[Subject],
    *,
    sight: Sight,
    lang: Lang,
    hidden: Mapping[str, Hidden],
    bassin: str | None = None,
) -> tuple[Side, ...]:
    """Return what each audience said in a place, in the order in which they were asked.

    `hidden` is, by audience, what the tables of several places hide here.
    """
    names = audience_names(translator(lang))
    return tuple(
        Side(
            audience,
            names[audience],
            seen(
                priorities_among(cast.ballots(audience=audience), cast.ballot, scope=audience, bassin=bassin),
                sight,
                hidden=hidden[audience],
            ),
        )
        for audience in audiences_of(subjects)
    )


def hidden_by_audience(
    session: Session, subjects: Sequence[Subject], sight: Sight, bassin: str = ""
) -> dict[str, Hidden]:
    """Return what is hidden of each audience in a bassin, or of all of it."""
    return {
        audience: hidden_in(
            session,
            [subject for subject in subjects if subject.consultation.audience == audience],
            sight,
            bassin=bassin,
        )
        for audience in audiences_of(subjects)
    }


def audiences_of(subjects: Sequence[Subject]) -> list[str]:
    """Return the audiences of consultations, in the order in which they were asked."""
    return list(dict.fromkeys(subject.consultation.audience for subject in subjects))


def chosen_by(action_code: str, chosen: Chosen, bassins: Mapping[str, Localized]) -> tuple[str, ...]:
    """Return the bassins that chose an action, in the order of the bassins."""
    return tuple(code for code in bassins if action_code in chosen.get(code, ()))
