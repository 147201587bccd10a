"""Scripts and style sheets travel without their comments, and as they were written but for that."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.kit.static import FOLDER, static

OURS = sorted(
    path.relative_to(FOLDER).as_posix() for folder in ("js", "css") for path in (FOLDER / folder).rglob("*.*")
)


def bare(line: str) -> str:
    return line.strip()


@pytest.mark.parametrize("path", OURS)
def test_a_file_of_ours_loses_its_comments_and_nothing_else(client: TestClient, path: str) -> None:
    written = (FOLDER / path).read_text(encoding="utf-8")
    served = client.get(static(path))
    assert served.status_code == 200
    assert "immutable" in served.headers["cache-control"]
    assert served.headers["x-content-type-options"] == "nosniff"
    left = [bare(line) for line in written.splitlines() if bare(line)]
    kept = served.text.splitlines()
    assert kept, "something is left"
    # What is served is what was written, in its order; what is missing stood in comments.
    missing = []
    lines = iter(kept)
    now = next(lines, None)
    inside = False
    for line in left:
        opens = inside or line.startswith(("//", "/*"))
        if opens and line != now:
            missing.append(line)
            inside = not line.startswith("//") and not line.endswith("*/")
            continue
        assert line == now, f"{path}: {line!r} is not served"
        now = next(lines, None)
    assert now is None
    assert all(re.match(r"//|/\*|\*/|\*|\S", line) for line in missing)
    assert not any(line.startswith(("//", "/*")) for line in kept)


def test_no_text_of_a_script_spans_two_lines() -> None:
    """Leaving out indentation would change such a text."""
    for script in Path(FOLDER / "js").rglob("*.js"):
        for line in script.read_text(encoding="utf-8").splitlines():
            assert line.count("`") % 2 == 0, f"{script.name}: {line}"


def test_what_others_wrote_is_served_as_it_came(client: TestClient) -> None:
    (htmx,) = (FOLDER / "vendor").glob("htmx-*.js")
    served = client.get(static(f"vendor/{htmx.name}"))
    assert served.content == htmx.read_bytes()
