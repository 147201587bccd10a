"""A real browser at a real service, with something in every room."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from app.db import transaction
from tests.factories.answers import answer, make_consultation
from tests.staff.world import give_meeting, give_members
from tests.support.service import Service, running

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Walk half of the ways of a journey, so that every pair of choices is walked; `make proof` walks all.

    A journey has up to three choices of two: the database, the language, scripts or none. The half taken is
    the one in which an even number of them is the second, so that each two choices meet in every way.
    """
    for item in items:
        choices = getattr(getattr(item, "callspec", None), "params", {})
        if item.path.parent.name == "journeys" and {"backend", "scripts"} <= choices.keys():
            second = sum(
                str(choices[name]) in {"postgresql", "nl", "without scripts"}
                for name in ("backend", "lang", "scripts")
                if name in choices
            )
            if second % 2:
                item.add_marker(pytest.mark.proof)
                if not os.environ.get("PROOF"):
                    item.add_marker(pytest.mark.skip(reason="its like is walked; make proof walks all"))


@pytest.fixture
def service(database: str) -> Iterator[Service]:
    """The service with two open consultations, a meeting to come in Nord, and a team."""
    give_members()
    give_meeting("focus-group-nord", "nord")
    with transaction() as session:
        make_consultation(session, "citoyens")
        make_consultation(session, "professionnels")
        make_consultation(
            session, "citoyens", code="citoyens-passee", opened=timedelta(days=-9), closes=-timedelta(days=2)
        )
        for number in range(6):
            answer(
                session, "citoyens", "nl" if number % 3 == 0 else "fr",
                {"bassin": "nord", "profile": "inhabitant", "priorities": ["helpdesk", "coming-home"]},
            )  # fmt: skip
    with running(database) as service:
        yield service


@pytest.fixture(params=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Everything works without scripts; better with them."""
    return bool(request.param == "with scripts")


@pytest.fixture(params=["fr", "nl"])
def lang(request: pytest.FixtureRequest) -> str:
    """The language in which the journey begins."""
    return str(request.param)


def phone(browser: Browser, service: Service, *, scripts: bool = True, lang: str = "fr") -> BrowserContext:
    """A telephone of its own, in the hands of somebody who reads `lang`.

    It reaches nothing but the service.
    """
    context = browser.new_context(
        viewport=PHONE, java_script_enabled=scripts, locale=f"{lang}-BE", base_url=service.url
    )
    context.set_default_timeout(15_000)
    return context
