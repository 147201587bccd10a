"""What one page costs on the wire, for somebody who comes for the first time and after that."""

import gzip
import re
import socket
from dataclasses import dataclass

from benchmarks.client import Browser

_LINKED = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|script\b)[^>]*?\b(?:href|src)="([^"]+)"')
_IMAGES = re.compile(r'<img [^>]*?src="(/[^"]+)"')
_IN_STYLES = re.compile(r"url\(['\"]?(/[^)'\"]+)")
_IN_SCRIPTS = re.compile(r"""(?:^|;)\s*import\s[^;]*?["'](/[^"']+)["']""", re.MULTILINE)


@dataclass(frozen=True)
class Weight:
    """What a page weighs."""

    name: str
    cold_bytes: int
    cold_requests: int
    warm_bytes: int
    """The page alone, once its style sheet and scripts are kept by the browser."""


def _on_the_wire(port: int, path: str, cookie: str) -> tuple[int, str]:
    """Return how many bytes came back for `path`, headers included, and the text behind them."""
    head = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\nCookie: {cookie}\r\n"
        "Connection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(head.encode())
        raw = b"".join(iter(lambda: connection.recv(65536), b""))
    headers, _, body = raw.partition(b"\r\n\r\n")
    status, *lines = headers.decode("latin-1").lower().splitlines()
    assert " 200 " in status, f"{path}: {status}"
    if "content-encoding: gzip" in lines:
        if "transfer-encoding: chunked" in lines:
            body = _joined(body)
        body = gzip.decompress(body)
    return len(raw), body.decode()


def _joined(chunked: bytes) -> bytes:
    body = b""
    while chunked:
        size, _, rest = chunked.partition(b"\r\n")
        length = int(size, 16)
        body += rest[:length]
        chunked = rest[length + 2 :] if length else b""
    return body


def weigh(port: int, name: str, path: str, browser: Browser | None = None) -> Weight:
    """Load a page as a new browser does, with everything it links to."""
    cookie = browser.cookie() if browser else ""
    page_bytes, page = _on_the_wire(port, path, cookie)
    waiting = [*_LINKED.findall(page), *_IMAGES.findall(page)]
    seen: set[str] = set()
    total = page_bytes
    while waiting:
        linked = waiting.pop()
        if linked in seen:
            continue
        seen.add(linked)
        size, text = _on_the_wire(port, linked, cookie)
        total += size
        if linked.endswith(".css"):
            waiting += _IN_STYLES.findall(text)
        elif linked.endswith(".js"):
            waiting += _IN_SCRIPTS.findall(text)
    return Weight(name, total, 1 + len(seen), page_bytes)


def weigh_all(port: int, consultations: list[str]) -> list[Weight]:
    """Weigh the home page, a landing page and the first page of each questionnaire."""
    found = [weigh(port, "home", "/fr/"), weigh(port, "landing", f"/fr/c/{consultations[0]}")]
    for code in consultations:
        browser = Browser(port)
        first = browser.post(f"/fr/c/{code}/start", browser.get(f"/fr/c/{code}").start()).location
        found.append(weigh(port, f"first page of {code}", first, browser))
    return found
