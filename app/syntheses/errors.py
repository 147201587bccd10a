"""What can stop somebody who records or publishes a choice, in words for that person."""

from app.kit.errors import ConflictError, InvalidError, NotFoundError


class NoChoiceError(NotFoundError):
    """The bassin has not recorded a choice."""


class NoSuchBassinError(NotFoundError):
    """No bassin has this code, or no programme lets bassins choose."""


class AlreadyPublishedError(ConflictError):
    """The choice is public: what stands there is not changed under the readers' eyes."""


class NotPublishedError(ConflictError):
    """The choice is not public, so there is nothing to withdraw."""


class ChangedMeanwhileError(ConflictError):
    """Somebody else saved the same choice after this form was opened."""


class NotReadyError(InvalidError):
    """Something is missing; `problems` names it field by field."""
