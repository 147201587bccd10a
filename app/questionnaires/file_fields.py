"""What the field for a file says: which files it takes, how large, and what stays in them."""

from typing import Final

from app.kit.i18n import gettext
from app.kit.localized import Lang
from app.questionnaires.model import Question
from app.settings import get_settings

_PICTURES: Final = "image/jpeg,image/png,image/webp"
ACCEPT: Final = {
    "image": _PICTURES,
    "audio": "audio/*",
    "video": "video/*",
    "file": f"application/pdf,{_PICTURES},audio/*,video/*",
}


def file_attributes(question: Question, said: str, lang: Lang, files: str) -> dict[str, str]:
    """Return what the template of a file needs; `files` is the address of the files of this answer."""
    most = min(int(question.extras.get("max_mb", 0)) or 1_000, get_settings().upload_max_mb)
    size = gettext(lang, "At most %(most)s MB.", most=most)
    if question.type == "image":
        rest = gettext(lang, "Where and when a picture was taken is removed from it.")
    else:
        rest = gettext(lang, "A file can hold your name or a place without showing it: look before you send.")
    return {
        "accept": ACCEPT[question.type],
        "capture": "environment" if "new" in question.appearance else "",
        "address": files,
        "said": said,
        "limits": f"{size} {rest}",
    }
