"""The ballots of the programmes, as the questionnaires that ask them take them."""

from sqlalchemy.orm import Session

from app.programmes.queries import all_ballots
from app.questionnaires.ballot import Ballot, BallotOption


def ballots_of(session: Session) -> dict[str, Ballot]:
    """Return every ballot by its code."""
    return {
        view.code: Ballot(
            view.code, view.pick, tuple(BallotOption(a.code, a.name, a.plain) for a in view.actions)
        )
        for view in all_ballots(session)
    }
