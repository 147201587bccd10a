"""What can stop somebody who answers, in words for that person."""

from app.kit.errors import AteliersError, ConflictError, GoneError, NotFoundError


class NoSuchConsultationError(NotFoundError):
    """No consultation has this code."""

    def __init__(self) -> None:
        super().__init__("There is no consultation at this address.")


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

    def __init__(
        self,
        message: str = "We cannot find this answer. The link may be incomplete, or the answer was removed.",
    ) -> None:
        super().__init__(message)


class AlreadySentError(ConflictError):
    """This draft was sent before; its receipt is still there."""

    def __init__(self) -> None:
        super().__init__("You have already sent this answer. Thank you!")


class ChangedFormError(AteliersError):
    """The form that arrived is not one that we gave out."""

    def __init__(
        self, message: str = "This form was changed on its way to us, so nothing was saved. Please try again."
    ) -> None:
        super().__init__(message)
