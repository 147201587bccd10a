"""What can stop somebody who types in sheets."""

from app.kit.errors import ConflictError, GoneError, NotFoundError


class NoSuchSheetError(NotFoundError):
    """No sheet of this consultation has this number, or nothing was typed from it."""


class PaperClosedError(GoneError):
    """The days on which sheets are typed in are over, or have not come."""


class SheetDoneError(ConflictError):
    """The sheet counts already, or this person has typed it."""
