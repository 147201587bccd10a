"""The ceiling of this machine: a bare route of the same framework that inserts one row, as durably."""

import argparse
import asyncio
import sys
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Form
from sqlalchemy import Column, Integer, MetaData, String, Table

from app.db import make_engine
from app.settings import get_settings

ROWS = Table("row", MetaData(), Column("id", Integer, primary_key=True), Column("text", String))


def make_app() -> FastAPI:
    """Return an application with nothing but the one route."""
    engine = make_engine(get_settings().database_url).execution_options(writes=True)
    ROWS.metadata.create_all(engine)
    app = FastAPI(openapi_url=None)

    @app.get("/healthz")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/row")
    def insert(text: Annotated[str, Form()]) -> dict[str, str]:
        with engine.begin() as connection:
            connection.execute(ROWS.insert().values(text=text))
        return {"status": "ok"}

    return app


def main() -> int:
    """Serve on the port asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    config = uvicorn.Config(make_app(), host="127.0.0.1", port=port, log_level="warning", server_header=False)
    asyncio.run(uvicorn.Server(config).serve())
    return 0


if __name__ == "__main__":
    sys.exit(main())
