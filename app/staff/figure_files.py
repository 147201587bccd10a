"""Tables of figures as files: `?table=key.csv` beside the filters of a page gives what the page shows."""

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import StreamingResponse

from app.analysis.panel_files import MEDIA_TYPES, panel_chunks
from app.analysis.panels import Panel, panel_named
from app.kit import clock
from app.kit.errors import NotFoundError


def here(request: Request) -> str:
    """Return the address of a page with its filters, ending in ? or &, for links that add to it."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "table"]
    return f"{request.url.path}?{urlencode(kept)}&" if kept else f"{request.url.path}?"


def table_file(request: Request, panels: Sequence[Panel], subject: str) -> StreamingResponse | None:
    """Return the table that the address asks for as a file, or None where it asks for none.

    `subject` begins the name of the file.

    Raises:
        NotFoundError: the page has no such table, or no such kind of file exists.
    """
    asked = request.query_params.get("table")
    if asked is None:
        return None
    key, _, kind = asked.rpartition(".")
    panel = panel_named(panels, key)
    if panel is None or kind not in MEDIA_TYPES:
        raise NotFoundError("There is nothing at this address.")
    name = f"{subject}-{key}-{clock.today().isoformat()}.{kind}"
    return StreamingResponse(
        panel_chunks(panel, kind),
        media_type=MEDIA_TYPES[kind],
        headers={"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'},
    )
