"""*once*, with scripts: an answer that leaves by itself leaves once, whatever dies on the way."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Route, expect
from sqlalchemy import func, select

from app.consultations.models import Draft, Response
from app.consultations.rebuild import differences
from app.db import reading
from tests.support.phone import Phone
from tests.support.service import Service, running
from tests.support.visitor import CITIZEN

pytestmark = pytest.mark.browser


def lost_before_it_arrived(service: Service) -> Callable[[Route], None]:
    def handle(route: Route) -> None:
        service.kill()
        route.abort()

    return handle


def lost_on_the_way_back(service: Service) -> Callable[[Route], None]:
    def handle(route: Route) -> None:
        route.fetch(max_redirects=0)
        service.kill()
        route.abort()

    return handle


@pytest.mark.usefixtures("consultations")
@pytest.mark.parametrize("mishap", [lost_before_it_arrived, lost_on_the_way_back])
def test_a_service_that_dies_while_an_answer_leaves_has_it_once(
    browser: Browser, database: str, mishap: Callable[[Service], Callable[[Route], None]]
) -> None:
    with running(database) as service:
        phone = Phone(browser, service)
        phone.begin()
        phone.ready()
        phone.context.set_offline(True)
        phone.walk(CITIZEN)
        phone.context.route("**/send", mishap(service))
        phone.send()
        phone.expect_state("waiting")
        with phone.page.expect_event("requestfailed", lambda request: request.url.endswith("/send")):
            phone.context.set_offline(False)
    phone.context.unroute_all(behavior="wait")
    expect(phone.page.locator("[data-kept]")).to_contain_text("Pas encore envoyé")
    with running(database, port=service.port):
        code = phone.receipt()
        assert phone.response().answers == CITIZEN
    assert phone.errors == []
    phone.context.close()
    assert len(code) == 14
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 1
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
        assert list(differences(session)) == []
