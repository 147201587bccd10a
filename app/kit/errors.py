"""Errors that a person can read. Domains raise them; the faces show them in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.kit.i18n import gettext
from app.kit.localized import Lang, Localized


@dataclass(frozen=True)
class Message:
    """A message id with its values, or a text that already exists in every language."""

    id: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    localized: Localized | None = None

    def text(self, lang: Lang) -> str:
        """Return the message in `lang`."""
        if self.localized is not None:
            return self.localized[lang]
        return gettext(lang, self.id, **self.values)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field, and what to do about it."""

    field: str
    message: Message


class AteliersError(Exception):
    """Something a person asked for cannot be done; `status` is the HTTP status that says so.

    The message is an English message id, translated when shown.
    """

    status = 400

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message = Message(message, values)


class NotFoundError(AteliersError):
    """There is nothing there, or nothing this person may see."""

    status = 404


class ForbiddenError(AteliersError):
    """The person is known and has not this right."""

    status = 403


class ConflictError(AteliersError):
    """It was possible before, and something happened meanwhile."""

    status = 409


class GoneError(AteliersError):
    """It existed and is over: a closed consultation, an expired link."""

    status = 410


class InvalidError(AteliersError):
    """Some fields are wrong; `problems` says which and why."""

    status = 422

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("There is a problem")
        self.problems = problems
