"""Cross-site protection without tokens in pages, and the security headers of every answer."""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CODED_CONTROL = re.compile(rb"%(?:[01][0-9A-Fa-f]|7[Ff])")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'; style-src 'self'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def is_same_site(headers: Headers, base_url: str, *, strict: bool) -> bool:
    """Say whether an unsafe request comes from one of our own pages.

    `Sec-Fetch-Site` decides where a browser sends it; else `Origin`, then `Referer`, must name the host asked
    or the one of `base_url`. With none of them a `strict` request (staff) is refused, and another passes:
    the public's requests carry their own token.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    source = headers.get("origin") or headers.get("referer")
    if source is None:
        return not strict
    return urlsplit(source).netloc in {headers.get("host"), urlsplit(base_url).netloc}


class OriginGuard:
    """Refuses unsafe requests of other sites and adds the security headers."""

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        self.app = app
        self.base_url = base_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Guard one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # PostgreSQL cannot look up a NUL, and no address of ours holds a control character.
        scope["path"] = _CONTROL.sub("\ufffd", scope["path"])
        scope["query_string"] = _CODED_CONTROL.sub(b"%EF%BF%BD", scope["query_string"])
        staff = scope["path"].startswith("/staff")
        is_file = scope["path"].startswith("/static/")
        if scope["method"] not in SAFE_METHODS and not is_same_site(
            Headers(scope=scope), self.base_url, strict=staff
        ):
            refusal = PlainTextResponse(
                "Cette demande vient d’un autre site et n’a rien changé.\n"
                "Deze aanvraag komt van een andere website en heeft niets gewijzigd.\n",
                status_code=403,
            )
            await refusal(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if is_file:
                    # The rest speaks of pages; a phone that comes for the first time fetches twenty files.
                    headers["X-Content-Type-Options"] = "nosniff"
                    await send(message)
                    return
                # Charts on the staff pages write style rules of their own. A file has a stricter policy.
                headers.setdefault("Content-Security-Policy", _POLICY + (" 'unsafe-inline'" if staff else ""))
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, send_with_headers)
