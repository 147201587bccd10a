"""The libraries of the figures are there before anybody asks for figures, and not when nobody ever will."""

import subprocess
import sys

from app.settings import ROOT

LOADS = """
import sys, threading
from app.analysis import warm
assert not {"numpy", "pandas"} & set(sys.modules), "nothing is loaded with the application"
warm.FIRST_PAUSE = warm.PAUSE = 0
ends = threading.Event()
ends.set()
warm.load_libraries(ends)
assert "pandas" not in sys.modules, "a service that stops loads nothing more"
warm.load_libraries(threading.Event())
assert {"numpy", "pandas", "app.analysis.boards"} <= set(sys.modules)
sys.modules["pandas"] = None
del sys.modules["app.analysis.frames"]
warm.load_libraries(threading.Event())
"""


def test_they_are_loaded_in_the_background_and_what_cannot_be_is_told() -> None:
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", LOADS], cwd=ROOT, capture_output=True, text=True, check=False
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "app.analysis.frames cannot be loaded" in done.stderr
