"""What can stop somebody, in words for that person."""

from app.kit.errors import GoneError, InvalidError, Message, NotFoundError, Problem


class NoResultsToComeError(GoneError):
    """The results of this consultation are not sent to the public, or were sent long ago."""

    def __init__(self) -> None:
        super().__init__("The results of this consultation are not sent by e-mail, or they were sent before.")


class NoSuchLinkError(NotFoundError):
    """A link of a mail or of a slip opens nothing."""

    def __init__(self) -> None:
        super().__init__(
            "This link opens nothing. It may be incomplete: please check it, or ask the person who gave it "
            "to you."
        )


class NoSuchListError(NotFoundError):
    """There is no such list, contact or upload; perhaps it was erased."""

    def __init__(self) -> None:
        super().__init__(
            "It is not there, or not any more: lists and uploads are erased when their time is over."
        )


class UnreadableListError(InvalidError):
    """A file cannot be read as a list of people; the message says why, and `file` is the field."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__([Problem("file", Message(message, values))])
