"""The door of every staff route: who is asking, and may they?

A route names the right it needs: `member: Annotated[Member, Depends(require("publish"))]`. What belongs to
one bassin is asked for in the route, with `member.may_see(bassin_code)`: only the route knows the bassin.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from fastapi import HTTPException, Request

from app.accounts.looks import note_look
from app.accounts.queries import member_of_session
from app.accounts.rules import RIGHTS, Member, local_staff_path
from app.db import reading
from app.kit.errors import ForbiddenError
from app.kit.origin import SAFE_METHODS
from app.kit.pages import is_fragment

__all__ = ["COOKIE", "SIGN_IN", "Guard", "Member", "SignInNeededError", "require"]

COOKIE: Final = "ateliers_staff"
SIGN_IN: Final = "/staff/sign-in"


class SignInNeededError(HTTPException):
    """A visitor stands before a door of the team: they are sent to sign in, and back afterwards.

    A browser follows a 303. htmx would follow it too and put the sign-in page inside the page it is on, so it
    gets a 401 with the header that makes it leave the page.
    """

    def __init__(self, back_to: str | None, *, htmx: bool) -> None:
        address = f"{SIGN_IN}?{urlencode({'next': back_to})}" if back_to else SIGN_IN
        super().__init__(
            status_code=401 if htmx else 303,
            headers={"HX-Redirect" if htmx else "Location": address, "Cache-Control": "no-store"},
        )


@dataclass(frozen=True)
class Guard:
    """A FastAPI dependency that lets members with `right` pass. The attribute lets a test walk the routes."""

    right: str

    def __call__(self, request: Request) -> Member:
        """Return the member who asks.

        It reads in a short session of its own, closed before the route starts, so that a route that writes
        begins its transaction with nothing held. That somebody opens figures with small numbers is noted
        here, so that no page of figures can forget it.

        Raises:
            SignInNeededError: nobody is signed in.
            ForbiddenError: the member's role does not hold the right.
        """
        token = request.cookies.get(COOKIE, "")
        member = None
        if token:
            with reading() as session:
                member = member_of_session(session, token)
        if member is None:
            raise SignInNeededError(_where_from(request), htmx=is_fragment(request))
        # The page that says why somebody may not pass is in their own language, so it must know them.
        request.state.member = member
        if not member.may(self.right):
            raise ForbiddenError("Your account does not give access to this page.")
        if self.right == "read_figures" and member.may("read_small_numbers"):
            note_look(member.id, request.url.path, request.url.query)
        return member


def require(right: str) -> Guard:
    """Return the dependency that lets members with `right` pass.

    Raises:
        KeyError: there is no such right; raised when the routes are made, not when they are called.
    """
    RIGHTS[right]
    return Guard(right)


def _where_from(request: Request) -> str | None:
    """Return the page to come back to: the one asked for, or the one htmx is on; none after a POST."""
    if is_fragment(request):
        current = urlsplit(request.headers.get("HX-Current-URL", ""))
        return local_staff_path(current.path + (f"?{current.query}" if current.query else ""))
    if request.method not in SAFE_METHODS:
        return None
    query = request.url.query
    return local_staff_path(request.url.path + (f"?{query}" if query else ""))
