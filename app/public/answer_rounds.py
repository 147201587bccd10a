"""The rounds of a repeat on the pages of an answer: what is shown of them, and where their buttons lead."""

from collections.abc import Iterable
from typing import Any

from app.consultations.models import Draft
from app.consultations.rounds import new_round, read_change
from app.consultations.save import Saved
from app.kit.errors import Message, Problem
from app.questionnaires import logic
from app.questionnaires.logic import State
from app.questionnaires.model import Form, Page
from app.questionnaires.repeats import repeat_of_page, round_of, written_name
from app.questionnaires.rounds import round_of_page, rounds_of_page

_GONE = Message(
    "What you were filling in was removed meanwhile, perhaps in another window. "
    "We kept what you typed: you can put it back below."
)


def page_data(draft: Draft, shown: Page, state: State) -> dict[str, Any]:
    """Return what a page shows of a repeat: the list of its rounds, or the round that the page belongs to."""
    repeat = repeat_of_page(state.form, shown.name)
    numbered = repeat is not None and shown.label != shown.section
    return {
        "rounds": rounds_of_page(shown, state, draft.unfinished),
        "new_round": new_round(),
        "round": round_of_page(shown, state),
        "repeat": repeat.name if repeat else "",
        "caption": logic.fill(shown.section.get(state.lang, ""), state) if numbered else "",
    }


def lists_first(pages: Iterable[Page], form: Form) -> list[Page]:
    """Return pages with each list of rounds before its rounds, as one reads; one answers it after them."""
    found: list[Page] = []
    for page in pages:
        mine = {own.name for own in form.repeats[page.name].pages} if page.name in form.repeats else set()
        place = next((n for n, one in enumerate(found) if written_name(one.name) in mine), len(found))
        found.insert(place, page)
    return found


def name_now(state: State, name: str) -> str:
    """Return the page to open for a name: the list of the rounds for a round that is not there any more."""
    repeat = repeat_of_page(state.form, name)
    return name if repeat is None or any(page.name == name for page in state.form.pages) else repeat.name


def to_tell(saved: Saved, go: str) -> tuple[Page, list[Problem]] | None:
    """Return the page to show again with what is wrong on it, or None where all is well."""
    if saved.is_gone and go in {"next", "back"}:
        page = _list_of(saved)
        return (page, [Problem(page.name, _GONE)]) if page else None
    if not saved.problems:
        return None
    # Whoever adds one too many from the page of a round reads of it where all of them are listed.
    page = _list_of(saved) if read_change(go) else None
    return page or saved.page, saved.problems


def place(saved: Saved, go: str, to: str) -> str:
    """Return the address, beneath the consultation's, where a button leads; '' for the other buttons.

    An added round begins at its first page; what is removed or put back is seen in the list of the rounds,
    and so it is where the page itself is gone.
    """
    change = read_change(go)
    repeat = repeat_of_page(saved.state.form, saved.page.name)
    gone = repeat.name if repeat and saved.is_gone and go in {"next", "back"} else ""
    listed = change.repeat if change else gone
    if not listed:
        return ""
    order = [page.name for page in saved.state.form.pages]
    pages = [page.name for page in logic.open_pages(saved.state)]
    wanted = [name for name in pages if order.index(name) >= order.index(listed)]
    if change is not None and change.verb == "add":
        wanted = [name for name in pages if round_of(name) == saved.one] or wanted
    return f"q/{wanted[0]}{'?to=check' if to == 'check' else ''}" if wanted else "check"


def _list_of(saved: Saved) -> Page | None:
    """Return the page that lists the rounds of the repeat to which the saved page belongs, if it is shown."""
    repeat = repeat_of_page(saved.state.form, saved.page.name)
    return next((p for p in logic.open_pages(saved.state) if repeat and p.name == repeat.name), None)
