"""Load the libraries of the figures soon after the start, so that nobody who opens a page waits for them.

They take a second or two and a hundred megabytes. The service answers long before, and people who answer a
questionnaire never need them; a command that ends soon does not load them at all.
"""

import logging
import pkgutil
import threading
from importlib import import_module
from typing import Final

import app.analysis

FIRST_PAUSE: Final = 5.0
"""Seconds: a service that has just started answers people first."""
PAUSE: Final = 0.2
"""Seconds between two modules, in which whoever waits is served."""

log = logging.getLogger("ateliers.warm")


def load_libraries(stop: threading.Event) -> None:
    """Load every module of the figures, one after the other, until `stop` is set.

    What cannot be loaded is logged; the page that needs it will say so again.
    """
    pause = FIRST_PAUSE
    for module in pkgutil.iter_modules(app.analysis.__path__, "app.analysis."):
        if stop.wait(pause):
            return
        pause = PAUSE
        try:
            import_module(module.name)
        except ImportError:
            log.exception("%s cannot be loaded", module.name)
