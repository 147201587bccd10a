"""What people are told when an answer is outside its limits and the author wrote no words for it."""

from app.kit.errors import Message
from app.kit.localized import LANGUAGES, Localized
from app.questionnaires.editing.limits import MEASURES, Limits

_TOLD = {
    "number least": Message("Please give a number of at least %(least)s."),
    "number most": Message("Please give a number of at most %(most)s."),
    "number both": Message("Please give a number between %(least)s and %(most)s."),
    "day least": Message("Please give a date from %(least)s on."),
    "day most": Message("Please give a date up to %(most)s."),
    "day both": Message("Please give a date from %(least)s to %(most)s."),
    "count least": Message("Please choose at least %(least)s answers."),
    "count most": Message("Please choose at most %(most)s answers."),
    "count both": Message("Please choose from %(least)s to %(most)s answers."),
    "length least": Message("Please write at least %(least)s characters."),
}
_PATTERN = Message("Please check how this is written.")


def told(kind: str, limits: Limits) -> Localized:
    """Return the message for the limits of a question of this type, in every language; nothing for none."""
    measure = MEASURES.get(kind)
    most = "" if measure == "length" else limits.most
    if measure is None or not (limits.least or most or limits.pattern):
        return {}
    ends = "both" if limits.least and most else "least" if limits.least else "most"
    message = _PATTERN if limits.pattern else _TOLD[f"{measure} {ends}"]
    filled = Message(message.id, {"least": limits.least, "most": limits.most})
    return {lang: filled.text(lang) for lang in LANGUAGES}
