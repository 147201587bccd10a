"""What the service imports when it starts.

The processes of the tests' services are forked from one that holds all of it already.
"""

from importlib import import_module

import uvicorn  # noqa: F401 - only to be there

import app.cli  # noqa: F401
from app.main import PUBLIC, STAFF

for _face, _names in (("public", PUBLIC), ("staff", STAFF)):
    for _name in _names:
        import_module(f"app.{_face}.{_name}")
