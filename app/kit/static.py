"""Static files under addresses that carry a hash of their content, so that they can be kept for ever."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).resolve().parent.parent / "static"
_HASH_LENGTH = 10


@lru_cache(maxsize=256)
def static(path: str) -> str:
    """Return the address of a file in app/static/.

    Raises:
        FileNotFoundError: there is no such file, so that a page with a broken link cannot be made.
    """
    digest = sha256((FOLDER / path).read_bytes()).hexdigest()[:_HASH_LENGTH]
    return f"/static/{digest}/{path}"


class HashedStaticFiles(StaticFiles):
    """Serves /static/<hash>/<path>. The hash is not checked: it only makes a new address for new content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with the file behind the hash, kept by browsers for a year."""
        _, _, rest = path.partition("/")
        response = await super().get_response(rest, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
