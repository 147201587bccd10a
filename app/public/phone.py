"""What the scripts on the phone ask for while somebody answers: saving without leaving the page."""

import json
import re
from hashlib import sha256

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from fastapi.responses import Response as HttpResponse

from app.consultations.errors import AlreadySentError, ChangedFormError
from app.consultations.models import Response
from app.consultations.queries import consultation_view
from app.consultations.sync import Device, Edit, keep_edits, typed_values
from app.db import ReadSession, WriteSession
from app.kit.errors import NotFoundError
from app.kit.forms import Posted, PostedForm
from app.kit.localized import Lang
from app.kit.static import FOLDER, static, static_module
from app.public.beginning import require_open
from app.public.bundle import bundle, bundle_address
from app.public.draft_cookie import held
from app.questionnaires.queries import form_of_version
from app.questionnaires.values import SHOWN_SEPARATOR

router = APIRouter()

_DEVICE = re.compile(r"[a-z0-9]{1,16}")
_KEPT_FILES = ("css/app.css", "favicon.svg", "js/enhance.js")
_KEPT_MODULES = (
    "js/expressions.js",
    "js/fields.js",
    "js/offline-fields.js",
    "js/rank.js",
    "js/search.js",
    *(
        f"js/phone/{name}.js"
        for name in ("fields", "forget", "keeper", "logic", "main", "page", "store", "sync", "values", "walk")
    ),
)
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
        session, draft.id, lang, device, edits=edits, done=set(form.text("done").split(SHOWN_SEPARATOR))
    )
    draft = synced.draft
    questions = form_of_version(session, draft.questionnaire_version_id)
    news = {"values": typed_values(draft, questions), "order": draft.shown_order} if synced.has_news else {}
    return JSONResponse(
        {
            "version": draft.version,
            "done": draft.reached,
            "refused": {key: message.text(lang) for key, message in synced.refused.items()},
            **news,
        },
        headers={"Cache-Control": "no-store"},
    )


@router.get("/{lang}/c/{code}/bundle/{version_id}/{digest}", name="public.bundle")
def whole(
    request: Request, session: ReadSession, lang: Lang, code: str, *, version_id: int, digest: str
) -> HttpResponse:
    """Give a whole questionnaire to a phone, to be kept for as long as its address is known."""
    consultation = consultation_view(session, code)
    if version_id != consultation.questionnaire_version_id:
        # A draft begun on an older version stays on it, and nobody else has any business with that version.
        draft = held(request, session, code)[1]
        if draft.questionnaire_version_id != version_id:
            raise NotFoundError("There is nothing at this address.")
    form = form_of_version(session, version_id)
    if bundle_address(consultation, version_id, form, lang).rpartition("/")[2] != digest:
        raise NotFoundError("There is nothing at this address.")
    return HttpResponse(
        bundle(consultation, version_id, form)[1],
        media_type="application/json",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


@router.get("/worker.js", name="public.worker")
def worker() -> HttpResponse:
    """Give the script that opens pages without network. At the root, because it serves what is below."""
    kept = [*map(static, _KEPT_FILES), *map(static_module, _KEPT_MODULES)]
    release = sha256(json.dumps(kept).encode()).hexdigest()[:10]
    script = (FOLDER / "js" / "phone" / "worker.js").read_text(encoding="utf-8")
    return HttpResponse(
        f"const RELEASE = {json.dumps(release)};\nconst SHELL = {json.dumps(kept)};\n{script}",
        media_type="text/javascript",
        headers={"Cache-Control": "no-cache"},
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
