"""The one error of this package: something in an expression that its author can put right."""

from app.kit.errors import AteliersError


class ExpressionError(AteliersError):
    """An expression that cannot be read, or cannot be computed.

    The message is an English message id with `%(name)s` places, like every message of the project.

    Attributes:
        code: A stable name of what is wrong, such as `quote_open`.
        position: Where in the text, in characters counted from 0; -1 when there is no text at hand.
    """

    status = 422

    def __init__(self, message: str, position: int = -1, *, code: str, **values: object) -> None:
        super().__init__(message, **values)
        self.code = code
        self.position = position
