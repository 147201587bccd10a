"""What somebody of the team may see of small numbers."""

from app.accounts.rules import Member
from app.analysis.sight import EVERYTHING, PROTECTED, Sight


def sight_of(member: Member) -> Sight:
    """Return how a member sees figures: analysts see every count, everybody else sees them protected."""
    return EVERYTHING if member.may("read_small_numbers") else PROTECTED
