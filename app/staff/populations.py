"""Population figures: noting what was published of who lives here, with its source."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit.addresses import RowNumber
from app.kit.errors import AteliersError, ConflictError, InvalidError, Problem
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES, Lang, Localized
from app.kit.pages import page
from app.staff.guard import Member, require
from app.territory.population.forms import (
    FLAGS,
    PLAIN,
    TEXTS,
    as_posted,
    read_population,
    read_seen,
    row_field,
    take_pasted,
)
from app.territory.population.queries import PopulationView, known_codes, population, populations
from app.territory.population.rules import AUDIENCES, DIMENSIONS, Dimension
from app.territory.population.write import add_population, remove_population, revise_population

router = APIRouter(prefix="/staff/populations")

Keeper = Annotated[Member, Depends(require("manage_consultations"))]


@router.get("", name="staff.populations")
def every(request: Request, session: ReadSession, member: Keeper) -> HTMLResponse:
    """List the population figures."""
    return page(
        request, "staff/populations/list.html", member.language, user=member, sets=populations(session)
    )


@router.get("/new", name="staff.new_population")
def new(request: Request, session: ReadSession, member: Keeper, dimension: str = "") -> HTMLResponse:
    """Ask what the figures divide people by, then show their form."""
    known = _dimension(dimension)
    if known is None:
        return page(
            request, "staff/populations/choose.html", member.language, status=422 if dimension else 200,
            user=member, dimensions=DIMENSIONS, unknown=bool(dimension),
        )  # fmt: skip
    return _form_page(request, session, member, known, Posted({"compared": ["yes"]}))


@router.post("/new", name="staff.add_population")
def add(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Keeper, form: PostedForm,
    dimension: str = "",
) -> Response:  # fmt: skip
    """Note a set of figures, or put what was pasted into its rows."""
    known = _dimension(dimension)
    if known is None:
        return new(request, reader, member, dimension or "-")
    codes = known_codes(reader, known)
    try:
        if form.text("go") == "take":
            return _form_page(request, reader, member, known, take_pasted(form, codes), taken=True)
        added = add_population(session, known, read_population(form, codes))
    except InvalidError as error:
        return _form_page(request, reader, member, known, form, error=error)
    record(session, member.id, "add_population", f"population:{added.id}")
    return see_other("/staff/populations")


@router.get("/{population_id}", name="staff.population")
def one(request: Request, session: ReadSession, member: Keeper, population_id: RowNumber) -> HTMLResponse:
    """Show a set of figures in its form."""
    found = population(session, population_id)
    return _form_page(request, session, member, found.dimension, as_posted(found), found=found)


@router.post("/{population_id}", name="staff.revise_population")
def revise(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Keeper,
    population_id: RowNumber, form: PostedForm,
) -> Response:  # fmt: skip
    """Correct a set of figures, or put what was pasted into its rows."""
    found = population(reader, population_id)
    codes = _codes(reader, found.dimension, found)
    try:
        if form.text("go") == "take":
            taken = take_pasted(form, codes)
            return _form_page(request, reader, member, found.dimension, taken, found=found, taken=True)
        with session.begin_nested():
            revise_population(session, found.id, read_population(form, codes), seen=read_seen(form))
    except (InvalidError, ConflictError) as error:
        return _form_page(request, reader, member, found.dimension, form, found=found, error=error)
    record(session, member.id, "revise_population", f"population:{found.id}")
    return see_other("/staff/populations")


@router.post("/{population_id}/remove", name="staff.remove_population")
def remove(
    request: Request, session: WriteSession, reader: ReadSession, member: Keeper, population_id: RowNumber
) -> Response:
    """Remove a set of figures that nothing is compared with."""
    found = population(reader, population_id)
    try:
        with session.begin_nested():
            remove_population(session, found.id)
    except ConflictError as error:
        return _form_page(
            request, reader, member, found.dimension, as_posted(found), found=found, error=error
        )
    record(session, member.id, "remove_population", f"population:{found.id}")
    return see_other("/staff/populations")


def _dimension(code: str) -> Dimension | None:
    return next((one for one in DIMENSIONS if one == code), None)


def _codes(session: Session, dimension: Dimension, found: PopulationView | None) -> dict[str, Localized]:
    """Return the rows of a form: what can be counted today, and what a set counts that is offered no more."""
    codes = known_codes(session, dimension)
    gone = [code for code in (found.counts if found else ()) if code not in codes]
    return codes | {code: dict.fromkeys(LANGUAGES, code) for code in gone}


def _form_page(
    request: Request, session: Session, member: Member, dimension: Dimension, posted: Posted, *,
    found: PopulationView | None = None, error: AteliersError | None = None, taken: bool = False,
) -> HTMLResponse:  # fmt: skip
    problems = _problems(error)
    messages = _messages(problems, member.language)
    return page(
        request,
        "staff/populations/form.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        shown=found,
        dimension=dimension,
        audiences=AUDIENCES,
        taken=taken,
        values={name: posted.text(name) for name in PLAIN} | {name: posted.flag(name) for name in FLAGS},
        texts={name: {lang: posted.text(f"{name}.{lang}") for lang in LANGUAGES} for name in TEXTS},
        text_messages={
            name: {lang: messages.get(f"{name}.{lang}", "") for lang in LANGUAGES} for name in TEXTS
        },
        rows=[
            {"field": row_field(code), "label": name, "value": posted.text(row_field(code))}
            for code, name in _codes(session, dimension, found).items()
        ],
        errors=[{"field_id": one.field, "message": one.message.text(member.language)} for one in problems],
        messages=messages,
    )


def _problems(error: AteliersError | None) -> list[Problem]:
    if isinstance(error, InvalidError):
        return error.problems
    return [Problem("", error.message)] if error else []


def _messages(problems: list[Problem], lang: Lang) -> Mapping[str, str]:
    """Return what stands beside each field; several problems of one field follow each other."""
    found: dict[str, str] = {}
    for problem in problems:
        said = problem.message.text(lang)
        found[problem.field] = f"{found[problem.field]} {said}" if problem.field in found else said
    return found
