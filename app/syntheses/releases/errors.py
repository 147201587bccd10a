"""What can stop somebody who prepares or publishes a release, in words for that person."""

from app.kit.errors import ConflictError, NotFoundError


class NoSuchReleaseError(NotFoundError):
    """There is no release of this number, or none that this person may see."""


class NotADraftError(ConflictError):
    """It has been public: it is withdrawn or shown again, and never changed."""


class FiguresMovedError(ConflictError):
    """The figures are no longer those that were looked at."""


class NothingToPublishError(ConflictError):
    """Every table that was asked for had to be refused."""
