"""What can stop somebody who leaves an address, in words for that person."""

from app.kit.errors import GoneError


class NoResultsToComeError(GoneError):
    """The results of this consultation are not sent to the public, or were sent long ago."""

    def __init__(self) -> None:
        super().__init__("The results of this consultation are not sent by e-mail, or they were sent before.")
