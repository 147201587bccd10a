"""What can stop somebody who writes down a change, in words for that person."""

from app.kit.errors import ConflictError, InvalidError, NotFoundError


class NoSuchChangeError(NotFoundError):
    """There is none, or it was removed."""

    def __init__(self) -> None:
        super().__init__("There is no such note here. Somebody may have removed it.")


class ChangedMeanwhileError(ConflictError):
    """Somebody else saved the same note after this form was opened."""

    def __init__(self) -> None:
        super().__init__("Somebody else saved this note meanwhile. Nothing of yours is saved yet.")


class PublishedError(ConflictError):
    """The note is public: it is taken back before it is removed."""

    def __init__(self) -> None:
        super().__init__("This note is public. Take it back first.")


class NotReadyError(InvalidError):
    """A text is missing in a language; `problems` names each."""
