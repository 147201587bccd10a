"""What can stop somebody who types in the dots of a room, in words for that person."""

from app.kit.errors import ConflictError, NotFoundError


class NoBallotHereError(NotFoundError):
    """The programme of the meeting has no actions to vote on."""

    def __init__(self) -> None:
        super().__init__("The programme of this meeting has no actions to put dots on.")


class NoVoteError(NotFoundError):
    """There is nothing to remove."""

    def __init__(self) -> None:
        super().__init__("No dots were typed in for this meeting.")


class NoVoteYetError(ConflictError):
    """The meeting has not begun, or will not take place."""

    def __init__(self) -> None:
        super().__init__("Dots can be typed in from the day of the meeting on, if it takes place.")


class VoteChangedError(ConflictError):
    """Somebody changed or removed the dots since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody changed these dots meanwhile. What you typed is still here, and not saved."
        )
