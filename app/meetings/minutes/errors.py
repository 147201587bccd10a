"""What can stop somebody who writes or publishes minutes, in words for that person."""

from app.kit.errors import ConflictError, InvalidError, NotFoundError
from app.meetings.minutes.content import Content, Item


class NoSuchMinutesError(NotFoundError):
    """The meeting has no minutes, or none that are public."""

    def __init__(self) -> None:
        super().__init__("There are no minutes of this meeting here.")


class NoSuchItemError(NotFoundError):
    """No item of these minutes is at this address."""

    def __init__(self) -> None:
        super().__init__("There is no such item in these minutes. Somebody may have removed it.")


class NoSuchRevisionError(NotFoundError):
    """These minutes never were in this state, or it was forgotten."""

    def __init__(self) -> None:
        super().__init__("This earlier state is not kept any more.")


class ItemChangedError(ConflictError):
    """Somebody else saved the same item after this form was opened; `theirs` is what stands there now."""

    def __init__(self, theirs: Item) -> None:
        super().__init__("Somebody else changed this item meanwhile. Nothing of yours is saved yet.")
        self.theirs = theirs


class ItemRemovedError(ConflictError):
    """Somebody else removed the item after this form was opened."""

    def __init__(self) -> None:
        super().__init__("Somebody else removed this item meanwhile. Nothing of yours is saved yet.")


class OpeningChangedError(ConflictError):
    """Somebody else saved the introduction after this form was opened; `theirs` holds it as it is now."""

    def __init__(self, theirs: Content, revision: int) -> None:
        super().__init__("Somebody else changed the introduction meanwhile. Nothing of yours is saved yet.")
        self.theirs = theirs
        self.revision = revision


class ChangedMeanwhileError(ConflictError):
    """The minutes are not those that this person looked at any more."""

    def __init__(self) -> None:
        super().__init__("Somebody changed these minutes meanwhile. Please look at them again.")


class NotPublishedError(ConflictError):
    """The minutes are not public, so there is nothing to take back."""

    def __init__(self) -> None:
        super().__init__("These minutes are not public.")


class NotReadyError(InvalidError):
    """Something is missing; `problems` names it item by item."""
