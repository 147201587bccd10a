"""The priorities over all the consultations of a programme that ask the same ballot."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from app.db import ReadSession
from app.kit.errors import ForbiddenError, NotFoundError
from app.kit.localized import is_language
from app.programmes.queries import ballot
from app.staff.figure_files import table_file
from app.staff.guard import Member, require
from app.staff.programmes import found_programme, programme_page
from app.staff.sights import sight_of
from app.territory.queries import all_bassins

if TYPE_CHECKING:
    from app.analysis.subjects import Subject

router = APIRouter(prefix="/staff/programmes")

Reader = Annotated[Member, Depends(require("read_figures"))]


@dataclass(frozen=True)
class Asked:
    """What the address asks to see; what does not exist is ''."""

    bassin: str
    profile: str
    language: str
    unknown: bool
    """Whether it asked for something that does not exist: the figures are then not narrowed by it."""
    too_narrow: bool
    """Whether it asked for a part of the people that this reader may not see apart: then it is everybody."""


@router.get("/{code}/priorities", name="staff.programme.priorities")
def priorities(
    *,
    request: Request,
    session: ReadSession,
    member: Reader,
    code: str,
    bassin: str = "",
    profile: str = "",
    language: str = "",
) -> Response:
    """Show where the actions stand for each audience, in one bassin or in the Region."""
    from app.analysis.programme_priorities import (  # noqa: PLC0415 - loads numpy
        Narrowed,
        filter_words,
        programme_priorities,
        programme_subjects,
    )
    from app.analysis.rooms import room_panels  # noqa: PLC0415 - loads numpy

    view = found_programme(session, code)
    found = ballot(session, code)
    if found is None:
        raise NotFoundError("Nothing in this programme asks for priorities.")
    subjects = programme_subjects(session, found)
    asked = _asked(member, subjects, bassin, profile, language)
    shown = programme_priorities(
        session, found, subjects, sight=sight_of(member), lang=member.language,
        narrowed=Narrowed(asked.bassin, asked.profile, asked.language),
    )  # fmt: skip
    rooms = room_panels(session, code, lang=member.language, bassin=asked.bassin, sight=sight_of(member))
    file = table_file(request, [*shown.panels, *rooms], code)
    if file is not None:
        return file
    bassins = {each.code: each.name for each in all_bassins(session)}
    return programme_page(
        request, session, member, view, "priorities", status=422 if asked.unknown else 200,
        shown=shown,
        rooms=rooms,
        asked=asked,
        options=filter_words(shown, bassins, visible=_offered(member, [*bassins, "region", "unknown"]),
                             lang=member.language, sight=sight_of(member)),
    )  # fmt: skip


def _sees_whole_only(member: Member) -> bool:
    """Say whether a member sees everybody together only.

    Who sees all bassins one by one could subtract them from the Region, which hides what one of them hides.
    """
    return sight_of(member).protects and member.may_see(None)


def _offered(member: Member, places: list[str]) -> list[str]:
    return [] if _sees_whole_only(member) else member.sees(places)


def _asked(member: Member, subjects: "list[Subject]", bassin: str, profile: str, language: str) -> Asked:
    known_place = bassin == "" or any(bassin in subject.places for subject in subjects)
    known_profile = profile == "" or any(profile in subject.profiles for subject in subjects)
    known_language = language == "" or is_language(language)
    if bassin and known_place and not member.may_see(bassin):
        raise ForbiddenError("These figures belong to another bassin.")
    protects = sight_of(member).protects
    whole = _sees_whole_only(member)
    return Asked(
        bassin=bassin if known_place and not whole else "",
        profile=profile if known_profile and not protects else "",
        language=language if known_language and not protects else "",
        unknown=not (known_place and known_profile and known_language),
        too_narrow=protects and bool(profile or language or (bassin and whole)),
    )
