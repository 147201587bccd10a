"""What is wrong with a form, as its page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.kit.errors import Problem
from app.kit.localized import Lang


@dataclass(frozen=True)
class ShownError:
    """A line of the error summary, and the control it leads to; '' where it is about none."""

    field_id: str
    message: str


def shown_errors(problems: Iterable[Problem], lang: Lang) -> list[ShownError]:
    """Return problems in the reader's language."""
    return [ShownError(problem.field, problem.message.text(lang)) for problem in problems]
