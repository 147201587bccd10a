"""What the service imports when it starts.

The processes of the tests' services are forked from one that holds all of it already.
"""

import pkgutil
from importlib import import_module

import uvicorn  # noqa: F401 - only to be there

import app.analysis
import app.cli
from app.main import PUBLIC, STAFF

for _face, _names in (("public", PUBLIC), ("staff", STAFF)):
    for _name in _names:
        import_module(f"app.{_face}.{_name}")
# What each service would load beside its work a few seconds later.
for _module in pkgutil.iter_modules(app.analysis.__path__, "app.analysis."):
    import_module(_module.name)
