"""Static files under addresses that carry a hash of their content, so that they can be kept for ever."""

import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).resolve().parent.parent / "static"
_HASH_LENGTH = 10
OURS = ("js/", "css/")
"""Folders of what we wrote ourselves; what others wrote is served as it came."""
_COMMENTS = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/[ \t]*)$\n?", re.MULTILINE | re.DOTALL)
_INDENTATION = re.compile(r"^\s+", re.MULTILINE)


@lru_cache(maxsize=256)
def static(path: str) -> str:
    """Return the address of a file in app/static/.

    Raises:
        FileNotFoundError: there is no such file, so that a page with a broken link cannot be made.
    """
    digest = sha256((FOLDER / path).read_bytes()).hexdigest()[:_HASH_LENGTH]
    return f"/static/{digest}/{path}"


@lru_cache(maxsize=8)
def static_module(path: str) -> str:
    """Return the address of a script that imports others beside it.

    Its hash is that of every script there is: a relative import resolves under the same hash, so a change in
    any of them makes new addresses for all.

    Raises:
        FileNotFoundError: there is no such file.
    """
    if not (FOLDER / path).is_file():
        raise FileNotFoundError(path)
    digest = sha256()
    for script in sorted((FOLDER / "js").rglob("*.js")):
        digest.update(script.relative_to(FOLDER).as_posix().encode() + b"\0" + script.read_bytes())
    return f"/static/{digest.hexdigest()[:_HASH_LENGTH]}/{path}"


@lru_cache(maxsize=64)
def _light(path: Path) -> str:
    """Return a script or a style sheet of ours without comments and indentation, which nobody runs.

    Only whole lines are left out: a comment of ours begins its line, and no text of ours spans two.
    """
    return _INDENTATION.sub("", _COMMENTS.sub("", path.read_text(encoding="utf-8")))


class HashedStaticFiles(StaticFiles):
    """Serves /static/<hash>/<path>. The hash is not checked: it only makes a new address for new content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with the file behind the hash, kept by browsers for a year."""
        _, _, rest = path.partition("/")
        response = await super().get_response(rest, scope)
        if isinstance(response, FileResponse) and rest.startswith(OURS):
            response = Response(_light(Path(response.path)), media_type=response.media_type)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
