"""Buttons inside a page of a questionnaire: they change one field, keep what is typed, and stay there."""

from app.consultations.errors import ChangedFormError
from app.kit.forms import Posted
from app.questionnaires.model import FILE_TYPES, Page
from app.questionnaires.ranking import moved, read_move


def pressed(shown: Page, posted: Posted, go: str) -> Posted:
    """Return what a page posted, changed as the button `go` says.

    Raises:
        ChangedFormError: it is not a button of ours, or the page has no such field.
    """
    name = go.removeprefix("drop:")
    if name != go and any(q.name == name and q.type in FILE_TYPES for q in shown.questions):
        return Posted({**posted.as_dict(), name: []})
    move = read_move(go)
    ranking = move and next((q for q in shown.questions if q.name == move.field and q.type == "rank"), None)
    if not (move and ranking):
        raise ChangedFormError
    order = moved(posted.many(move.field), move, {choice.name for choice in ranking.choices})
    return Posted({**posted.as_dict(), move.field: order})


def place(go: str) -> str:
    """Return the place on the page to which such a button leads, or '' for a button that leaves the page."""
    if go.startswith("drop:"):
        return go.removeprefix("drop:")
    move = read_move(go)
    return f"{move.field}-{move.option}" if move else ""
