"""What the scripts on the phone ask for while somebody answers: saving without leaving the page."""

import re

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from app.consultations.errors import AlreadySentError, ChangedFormError
from app.consultations.models import Response
from app.consultations.sync import Device, Edit, keep_edits, typed_values
from app.db import WriteSession
from app.kit.forms import Posted, PostedForm
from app.kit.localized import Lang
from app.public.beginning import require_open
from app.public.draft_cookie import held
from app.questionnaires.values import SHOWN_SEPARATOR

router = APIRouter()

_DEVICE = re.compile(r"[a-z0-9]{1,16}")
_NUMBER = re.compile(r"\d{1,9}")


@router.post("/{lang}/c/{code}/sync", name="public.sync")
def sync(request: Request, session: WriteSession, lang: Lang, code: str, form: PostedForm) -> JSONResponse:
    """Keep the edits that a phone sends, and tell it what it has not seen yet."""
    consultation, draft = held(request, session, code, form.text("draft"))
    if isinstance(draft, Response):
        raise AlreadySentError
    require_open(consultation)
    device, edits = _read(form)
    synced = keep_edits(
        session, draft.id, lang, device, edits=edits, done=form.text("done").split(SHOWN_SEPARATOR)
    )
    draft = synced.draft
    news = {"values": typed_values(draft), "order": draft.shown_order} if synced.has_news else {}
    return JSONResponse(
        {
            "version": draft.version,
            "done": draft.reached,
            "refused": {key: message.text(lang) for key, message in synced.refused.items()},
            **news,
        },
        headers={"Cache-Control": "no-store"},
    )


def _read(form: Posted) -> tuple[Device, list[Edit]]:
    """Read whose edits these are, and the edits.

    Raises:
        ChangedFormError: no script of ours writes such a message.
    """
    device, seen = form.text("device"), form.text("seen")
    pairs = [pair.rpartition(":") for pair in form.text("numbers").split(SHOWN_SEPARATOR) if pair]
    if not (
        _DEVICE.fullmatch(device)
        and (not seen or _NUMBER.fullmatch(seen))
        and all(_NUMBER.fullmatch(number) for _, _, number in pairs)
    ):
        raise ChangedFormError
    # A device that has seen nothing yet is told everything.
    return Device(device, int(seen or -1)), [
        Edit(key, form.many(key), int(number)) for key, _, number in pairs
    ]
