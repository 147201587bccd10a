"""What can stop somebody who answers, in words for that person."""

from app.kit.errors import AteliersError, ConflictError, GoneError, NotFoundError


class NoSuchConsultationError(NotFoundError):
    """No consultation has this code."""


class NotOpenError(GoneError):
    """The consultation is closed, or not open yet."""


class CorrectionTooLateError(NotOpenError):
    """The consultation closed before a correction was sent; the response stays as it was."""

    def __init__(self) -> None:
        super().__init__(
            "The consultation closed before you sent your correction. Your answer stays as you first sent it."
        )


class NoDraftError(NotFoundError):
    """The link or the cookie belongs to no draft."""


class AlreadySentError(ConflictError):
    """This draft was sent before; its receipt is still there."""


class ChangedFormError(AteliersError):
    """The form that arrived is not one that we gave out."""
