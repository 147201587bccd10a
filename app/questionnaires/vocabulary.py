"""The words of XLSForm that this platform reads, those it does not yet read, and those it refuses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.questionnaires.expressions.functions import FUNCTIONS
from app.questionnaires.workbook import Row, split_column

QUESTION_TYPES: Final = frozenset({
    "text", "integer", "decimal", "select_one", "select_multiple", "rank", "range", "note", "date", "time",
    "dateTime", "acknowledge", "calculate", "hidden", "image", "audio", "video", "file",
})  # fmt: skip

NOT_YET: Final = frozenset({
    "begin_loop", "end_loop",
})  # fmt: skip
"""Types that are not yet supported: a questionnaire that has one cannot be put to people."""

_UNWATCHED: Final = "remove the row: people and their devices are not watched"
_NO_MAP: Final = "ask for the commune or the quarter with select_one: nobody is asked for a place on a map"
_NO_OTHER_FORM: Final = "write the choices in a .csv file of the questionnaire and use select_one_from_file"

REFUSED: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit",
         "background-audio", "background-geopoint", "start-geopoint", "uri:deviceid"), _UNWATCHED,
    ),
    "barcode": "ask for the code with a text question",
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "osm"), _NO_MAP),
    **dict.fromkeys(("select_one_external", "xml-external", "csv-external"), _NO_OTHER_FORM),
}  # fmt: skip
"""Types that stay refused, each with what to do instead."""

IGNORED_TYPES: Final = frozenset({"start", "end", "today"})
"""Times that other tools note down by themselves; nothing is kept here, and the lint says so."""

TYPE_ALIASES: Final = {
    "begin group": "begin_group",
    "end group": "end_group",
    "begin repeat": "begin_repeat",
    "end repeat": "end_repeat",
    "begin loop": "begin_loop",
    "end loop": "end_loop",
    "string": "text",
    "int": "integer",
    "datetime": "dateTime",
    "date time": "dateTime",
    "trigger": "acknowledge",
    "photo": "image",
    "imei": "deviceid",
}
_SELECT_ALIASES: Final = (
    ("select one ", "select_one "),
    ("select1 ", "select_one "),
    ("select all that apply from ", "select_multiple "),
    ("begin loop over ", "begin_loop "),
    ("begin loop ", "begin_loop "),
)
_OR_OTHER: Final = re.compile(r"\s+(?:or_other|or specify other)$")
_WITH_LIST: Final = frozenset({
    "select_one", "select_multiple", "rank", "select_one_from_file", "select_multiple_from_file",
    "select_one_external", "begin_loop",
})  # fmt: skip

BEGINS: Final = frozenset({"begin_group", "begin_repeat"})
ENDS: Final = frozenset({"end_group", "end_repeat"})

SHOWN_BESIDE: Final = frozenset({"image", "audio", "video"})
WORDS: Final = frozenset({"bx::alt"})
"""Our own columns that hold a text for people, in each language."""
TRANSLATED: Final = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
EXPRESSIONS: Final = ("relevant", "required", "constraint", "calculation", "choice_filter", "repeat_count")
YES: Final = frozenset({"yes", "Yes", "YES", "true", "True", "TRUE", "true()"})
NO: Final = frozenset({"no", "No", "NO", "false", "False", "FALSE", "false()"})

COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    "survey": frozenset({"type", "name", "default", "read_only", "appearance", "parameters"}).union(
        TRANSLATED, EXPRESSIONS, SHOWN_BESIDE
    ),
    "settings": frozenset({"form_id", "form_title", "version", "default_language"}),
}
"""Columns that are read. Every further column of choices is kept for choice filters."""

RESERVED_CODES: Final = frozenset({"new", "import"})
"""Codes that no questionnaire can have: they are addresses of the pages of the team."""

IGNORED_COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    "survey": frozenset({
        "trigger", "autoplay", "rows", "compact_tag", "no_app_error_string", "noapperrorstring",
        "sms_field", "sms_option", "note", "notes", "comment", "comments", "$given_name", "big-image",
        "media::big-image",
    }),
    "choices": frozenset({"big-image", "media::big-image"}),
    "settings": frozenset({
        "style", "instance_name", "submission_url", "auto_send", "auto_delete", "name", "namespaces",
        "clean_text_values", "sms_keyword", "sms_separator", "prefix", "delimiter", "id_string",
    }),
}  # fmt: skip
"""Columns that other tools use and that change nothing here."""

NOT_YET_COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    "survey": frozenset({
        "disabled", "save_to", "query",
    }),
    "settings": frozenset({"public_key", "omit_instanceid", "allow_choice_duplicates"}),
}  # fmt: skip
"""Columns that would change what people see or send, and that are not yet supported."""

ROLES: Final = frozenset({
    "bassin", "commune", "profile", "language_hint", "age_band", "sector", "function", "authority",
    "knowledge", "network", "obstacles", "importance", "feasibility", "priority_ballot", "ballot_comment",
    "evaluation_item", "open_theme", "points", "help_sought", "help_found", "help_source", "wish",
})  # fmt: skip
"""What analysis can know of a question."""

_NAME: Final = r"[a-z][a-z0-9_-]*"
_WHOLE: Final = r"[1-9][0-9]{0,4}"

EXTRAS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "survey": {
        "bx::role": ("|".join(sorted(ROLES)), "one of " + ", ".join(sorted(ROLES))),
        "bx::pii": ("yes|no", "yes or no"),
        "bx::retention_days": (_WHOLE, "a whole number of days"),
        "bx::max": (_WHOLE, "a whole number"),
        "bx::max_mb": (_WHOLE, "a whole number of megabytes"),
        "bx::ballot": (_NAME, "the code of a ballot"),
        "bx::ballot_text": ("plain", "plain, or nothing for the short names"),
        "bx::item": (_NAME, "the code of what is rated"),
    },
    "settings": {
        "bx::profile": (_NAME, "the code of a profile"),
        "bx::minutes": (_WHOLE, "a whole number of minutes"),
        "bx::pages": (_WHOLE, "a whole number of pages"),
        "bx::kind": (_NAME, "the kind of questionnaire"),
    },
    "choices": {},
}
"""Our own columns: the pattern of a cell, and that pattern in words."""

OTHER: Final = "other"
"""Name of the choice that `or_other` adds."""
OTHER_SUFFIX: Final = "_other"
OTHER_CHOICE: Final = {"fr": "Autre", "nl": "Andere", "en": "Other"}
OTHER_QUESTION: Final = {"fr": "Autre, à préciser", "nl": "Andere, namelijk", "en": "Other, please specify"}

PAGE_APPEARANCES: Final = frozenset({"field-list", "table-list"})


@dataclass(frozen=True, slots=True)
class TypeCell:
    """A cell of the `type` column taken apart: `select_one bassins or_other`."""

    kind: str
    list_name: str = ""
    or_other: bool = False
    from_file: bool = False
    """Whether the list is a data file of the questionnaire."""


def read_type(cell: str) -> TypeCell:
    """Take a `type` cell apart; older spellings become the one that is read here."""
    text = " ".join(cell.split())
    for old, new in _SELECT_ALIASES:
        if text.startswith(old):
            text = new + text.removeprefix(old)
    bare = _OR_OTHER.sub("", text)
    kind, _, list_name = bare.partition(" ")
    if kind in _WITH_LIST:
        asked = kind.removesuffix("_from_file")
        return TypeCell(asked, list_name, bare != text, kind != asked)
    return TypeCell(TYPE_ALIASES.get(text, text))


_CALL: Final = re.compile(r"(?<![\w-])([a-z][a-z0-9:-]*)\(")


def is_computed(default: str) -> bool:
    """Say whether a cell of `default` is an expression: it names a question or calls a function."""
    return "${" in default or any(name in FUNCTIONS for name in _CALL.findall(default))


def read_parameters(cell: str) -> dict[str, str]:
    """Read `start=1 end=5 step=1`; blanks, commas and semicolons separate.

    Raises:
        ValueError: a part is not `key=value`.
    """
    parameters: dict[str, str] = {}
    for part in re.split(r"[\s,;]+", cell.strip()):
        key, sign, value = part.partition("=")
        if not (key and sign and value):
            raise ValueError(f"{part!r} is not key=value")
        parameters[key] = value
    return parameters


def extras(row: Row) -> dict[str, str]:
    """Return our own columns of a row, without their `bx::` prefix."""
    return {
        column.removeprefix("bx::"): cell
        for column, cell in row.items()
        if column.startswith("bx::") and split_column(column)[0] not in WORDS
    }


def is_translated(column: str) -> bool:
    """Say whether a column of the survey sheet holds a text for people."""
    return split_column(column)[0] in TRANSLATED
