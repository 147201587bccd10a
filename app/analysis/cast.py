"""The ballots of one place, read once for every group that a screen tells apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.analysis.statistics.priorities import Ballots
from app.analysis.subjects import Subject
from app.consultations.figures import GroupPicks, picks_by_group
from app.consultations.rules import EVERYWHERE
from app.kit.errors import NotFoundError
from app.programmes.queries import BallotView
from app.questionnaires.lineage import fates_since_each
from app.questionnaires.mapping import Fates, follow


class NoBallotError(NotFoundError):
    """Nothing in the scope asks for priorities."""


@dataclass(frozen=True)
class Vote:
    """How many people of one group of one audience picked exactly this set of actions."""

    audience: str
    profile: str
    language: str
    picked: frozenset[str]
    n: int


@dataclass(frozen=True)
class Cast:
    """Everything that was picked in one place over consultations that ask the same ballot."""

    ballot: BallotView
    votes: tuple[Vote, ...]

    def ballots(self, *, audience: str = "", profile: str = "", language: str = "") -> Ballots:
        """Return what a group picked; '' is everybody."""
        types: Counter[frozenset[str]] = Counter()
        for vote in self.votes:
            if (
                audience in {"", vote.audience}
                and profile in {"", vote.profile}
                and language in {"", vote.language}
            ):
                types[vote.picked] += vote.n
        options = tuple(action.code for action in self.ballot.actions)
        return Ballots(options, tuple(types), tuple(types.values()), self.ballot.pick)


def cast_in(session: Session, subjects: Sequence[Subject], *, bassin: str | None = None) -> Cast:
    """Return what was picked in a bassin, or by everyone once, under the names of the newest versions.

    Two statements.

    Raises:
        NoBallotError: none of the subjects asks for priorities.
    """
    return casts_in(session, subjects, [bassin])[0]


def casts_in(session: Session, subjects: Sequence[Subject], places: Sequence[str | None]) -> list[Cast]:
    """Return what was picked in each of several places; None is everyone once.

    One statement per place, and one per subject.

    Raises:
        NoBallotError: none of the subjects asks for priorities.
    """
    ballot = next((subject.ballot for subject in subjects if subject.ballot), None)
    if ballot is None:
        raise NoBallotError("Nothing here asks for priorities.")
    asking = {
        subject.consultation.id: subject
        for subject in subjects
        if subject.ballot and subject.ballot.code == ballot.code
    }
    later = fates_since_each(
        session, [subject.consultation.questionnaire_version_id for subject in asking.values()]
    )
    fates = {key: later[subject.consultation.questionnaire_version_id] for key, subject in asking.items()}
    actions = frozenset(action.code for action in ballot.actions)
    return [
        Cast(
            ballot,
            tuple(
                _vote(group, asking[group.consultation_id], fates, actions)
                for group in picks_by_group(session, asking.keys(), bassin=place or EVERYWHERE)
                if group.question == asking[group.consultation_id].ballot_question
            ),
        )
        for place in places
    ]


def _vote(
    group: GroupPicks, subject: Subject, fates: Mapping[int, Sequence[Fates]], actions: frozenset[str]
) -> Vote:
    names = as_called_now(group.picks, group.question, fates[group.consultation_id])
    # An option beside the actions, such as "I don't know", is no action: it leaves a blank.
    picked = [name for name in names if name in actions]
    if subject.ballot_ranked and subject.ballot:
        picked = picked[: subject.ballot.pick]
    return Vote(subject.consultation.audience, group.profile, group.language, frozenset(picked), group.n)


def as_called_now(picks: Sequence[str], question: str, fates: Sequence[Fates]) -> list[str]:
    """Return what was picked under the names of the newest version, without what it keeps apart."""
    if not fates:
        return list(picks)
    found = (follow(fates, question, option) for option in picks)
    return list(dict.fromkeys(each[1] for each in found if each is not None))
