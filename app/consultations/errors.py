"""What can stop somebody who answers, in words for that person."""

from app.kit.errors import AteliersError, ConflictError, GoneError, NotFoundError


class NoSuchConsultationError(NotFoundError):
    """No consultation has this code."""


class NotOpenError(GoneError):
    """The consultation is closed, or not open yet."""


class NoDraftError(NotFoundError):
    """The link or the cookie belongs to no draft."""


class AlreadySentError(ConflictError):
    """This draft was sent before; its receipt is still there."""


class ChangedFormError(AteliersError):
    """The form that arrived is not one that we gave out."""
