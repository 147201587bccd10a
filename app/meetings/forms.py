"""What the form that registers posts, read field by field."""

from dataclasses import dataclass

from app.kit.errors import InvalidError
from app.kit.forms import TRAP, FieldReader, Posted
from app.kit.localized import LANGUAGES, Lang, is_language
from app.meetings.register import RegistrationForm
from app.meetings.rules import NEEDS, PROFILES


@dataclass(frozen=True)
class ShownError:
    """A line of the error summary, and the control it leads to."""

    field_id: str
    message: str


def shown_errors(error: InvalidError, lang: Lang) -> tuple[list[ShownError], dict[str, str]]:
    """Return the lines of the error summary, and the message by field name. A control's id is its name."""
    lines = [ShownError(p.field, p.message.text(lang)) for p in error.problems]
    return lines, {p.field: p.message.text(lang) for p in error.problems}


def read_registration(posted: Posted, lang: Lang) -> RegistrationForm:
    """Read the registration form of a page in `lang`.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    name = _on_one_line(reader.text("name", longest=120, required="Enter your name."))
    email = reader.email("email", required="Enter your e-mail address: your confirmation is sent to it.")
    organisation = _on_one_line(reader.text("organisation", longest=160))
    profile = reader.choice("profile", list(PROFILES), required="Say in what capacity you come.")
    language = reader.choice("language", list(LANGUAGES)) or lang
    needs = [need for need in NEEDS if need in posted.many("needs")]
    note = reader.text("note", longest=500)
    attempt = reader.text("attempt", longest=100)
    if posted.text(TRAP):
        reader.problem(TRAP, "Leave this field empty.")
    reader.check()
    return RegistrationForm(
        name=name,
        email=email,
        language=language if is_language(language) else lang,
        organisation=organisation,
        profile=profile,
        needs=tuple(needs),
        needs_note=note,
        attempt=attempt,
    )


def _on_one_line(value: str) -> str:
    return " ".join(value.split())
