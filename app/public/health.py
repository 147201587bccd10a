"""Whether the service can work."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text

from app.db import ReadSession

router = APIRouter()


@router.get("/healthz", name="public.health")
def health(session: ReadSession) -> JSONResponse:
    """Answer once the database does."""
    session.execute(text("SELECT 1"))
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
