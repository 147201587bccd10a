"""What the form that registers posts, read field by field."""

from dataclasses import dataclass

from app.kit.errors import InvalidError
from app.kit.forms import TRAP, FieldReader, Posted
from app.kit.localized import LANGUAGES, Lang, is_language
from app.kit.phones import read_phone
from app.meetings.change import ChangeForm
from app.meetings.register import RegistrationForm
from app.meetings.rules import NEEDS, PROFILES, SECTORS

_ORDER = (
    "name", "email", "phone", "profile", "presence", "language", "companion", "needs", "note",
    "organisation", "sector", "consent", "attempt", TRAP,
)  # fmt: skip
"""The fields of the registration form as the page shows them: the summary of errors follows it."""


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
    changed = _read_change(reader, lang)
    email = reader.email("email")
    phone = phone_of(reader)
    if not posted.text("email") and not posted.text("phone"):
        reader.problem("email", "Give an e-mail address or a telephone number, so that we can reach you.")
    attempt = reader.text("attempt", longest=100)
    if not posted.flag("consent"):
        reader.problem("consent", "Tick this box if you agree: without it we may not keep your details.")
    if posted.text(TRAP):
        reader.problem(TRAP, "Leave this field empty.")
    reader.problems.sort(key=lambda problem: _ORDER.index(problem.field))
    reader.check()
    return RegistrationForm(
        name=changed.name,
        email=email,
        phone=phone,
        language=changed.language,
        organisation=changed.organisation,
        sector=changed.sector,
        profile=changed.profile,
        needs=changed.needs,
        needs_note=changed.needs_note,
        companion=changed.companion,
        online=changed.online,
        attempt=attempt,
    )


def read_change(posted: Posted, lang: Lang) -> ChangeForm:
    """Read the form that changes a registration.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    form = _read_change(reader, lang)
    reader.check()
    return form


def _read_change(reader: FieldReader, lang: Lang) -> ChangeForm:
    posted = reader.posted
    name = _on_one_line(reader.text("name", longest=120, required="Enter your name."))
    profile = reader.choice("profile", list(PROFILES), required="Say in what capacity you come.")
    language = reader.choice("language", list(LANGUAGES)) or lang
    organisation = _on_one_line(reader.text("organisation", longest=160))
    sector = reader.choice("sector", list(SECTORS))
    note = reader.text("note", longest=500)
    online = reader.choice("presence", ["room", "online"]) == "online"
    return ChangeForm(
        name=name,
        language=language if is_language(language) else lang,
        organisation=organisation,
        sector=sector,
        profile=profile,
        needs=tuple(need for need in NEEDS if need in posted.many("needs")),
        needs_note=note,
        companion=posted.flag("companion"),
        online=online,
    )


def phone_of(reader: FieldReader) -> str:
    """Read the field `phone` as + and digits; blank stays blank, and what is no number is a problem."""
    typed = reader.posted.text("phone")
    number = read_phone(typed)
    if typed and number is None:
        reader.problem(
            "phone",
            "This cannot be a telephone number. It should look like 0475 12 34 56 or +33 6 12 34 56 78.",
        )
    return number or ""


def _on_one_line(value: str) -> str:
    return " ".join(value.split())
