"""What can stop somebody who asks for something, or who prepares a page, in words for that person."""

from app.kit.errors import ConflictError, NotFoundError


class NoSuchRequestError(NotFoundError):
    """The link is not one of ours, or there is no such request."""

    def __init__(self) -> None:
        super().__init__("This link does not lead to a request. Please check that you copied all of it.")


class NoSuchPageError(NotFoundError):
    """No information page has this address, or it is not public."""

    def __init__(self) -> None:
        super().__init__("There is no information page at this address.")


class NoSuchDocumentError(NotFoundError):
    """The page has no such document, or not in this language."""

    def __init__(self) -> None:
        super().__init__("There is no document at this address.")


class NoSuchLineError(NotFoundError):
    """A sitting, a member, a task or a morning was removed meanwhile."""

    def __init__(self) -> None:
        super().__init__("This line was removed meanwhile.")


class AlreadyClosedError(ConflictError):
    """Somebody decided, or the person withdrew, in the meantime."""

    def __init__(self) -> None:
        super().__init__("This request was already decided or withdrawn. Nothing was changed.")


class TooManyRequestsError(ConflictError):
    """An address has been given for more requests than anybody makes in a day."""

    def __init__(self) -> None:
        super().__init__(
            "Several requests with this e-mail address came in today. Please send the next one tomorrow."
        )
