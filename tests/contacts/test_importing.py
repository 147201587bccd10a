from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.contacts.campaigns import Part
from app.contacts.erase import erase_person
from app.contacts.errors import NoSuchLinkError, NoSuchListError
from app.contacts.importing import confirm_upload, keep_upload, sort_upload, upload_of
from app.contacts.invite import invite
from app.contacts.links import entry_of_link
from app.contacts.lists import erase_list
from app.contacts.models import Contact, ContactImport, ContactList, Invitation
from app.contacts.no_mail import stop_writing
from app.contacts.rules import recognise
from app.contacts.tables import Table
from app.db import Base, reading, transaction
from app.housekeeping import purge
from app.kit import clock
from app.kit.outbox.models import OutboxMail
from app.kit.outbox.worker import deliver_due
from tests.conftest import use_settings
from tests.contacts.people import CODE, give_closed_circle, give_list, invite_all, links
from tests.kit.outbox.mailbox import mailbox

pytestmark = pytest.mark.usefixtures("database")

TABLE = Table(
    ["Nom", "E-mail", "Langue"],
    [
        (2, ["Zoé", "zoe@example.be", "fr"]),
        (3, ["Jan", "jan@example.be", "nl"]),
        (4, ["X", "nulle part", "fr"]),
    ],
)
COLUMNS = recognise(TABLE.header)


def uploaded(list_id: int) -> UUID:
    with transaction() as session:
        return keep_upload(session, list_id, TABLE)


def confirmed(list_id: int, upload_id: UUID) -> int:
    with transaction() as session:
        return confirm_upload(session, list_id, upload_id, COLUMNS, None)


def people() -> list[str]:
    with reading() as session:
        return sorted(session.scalars(select(Contact.email)))


def traces_of(word: str) -> list[str]:
    """Every table in which a word stands anywhere."""
    with reading() as session:
        return [
            table.name for table in Base.metadata.sorted_tables
            if any(word in str(value).casefold() for row in session.execute(select(table)) for value in row)
        ]  # fmt: skip


def test_looking_keeps_nobody_and_confirming_adds_who_is_new_once() -> None:
    list_id = give_list(("jan@example.be", "nl"))
    upload_id = uploaded(list_id)
    with reading() as session:
        found = sort_upload(session, list_id, upload_id, COLUMNS, None)
    assert ([one.email for one in found.new], len(found.left)) == (["zoe@example.be"], 2)
    assert people() == ["jan@example.be"]
    assert confirmed(list_id, upload_id) == 1
    assert people() == ["jan@example.be", "zoe@example.be"]
    with pytest.raises(NoSuchListError):
        confirmed(list_id, upload_id)
    assert traces_of("nulle part") == [], "the upload went with the confirmation"


def test_two_uploads_confirmed_at_once_add_nobody_twice() -> None:
    list_id = give_list()
    uploads = [uploaded(list_id) for _ in range(4)]
    with ThreadPoolExecutor(4) as pressing:
        added = list(pressing.map(lambda one: confirmed(list_id, one), uploads))
    assert sorted(added) == [0, 0, 0, 2]
    assert people() == ["jan@example.be", "zoe@example.be"]


def test_an_upload_belongs_to_its_list_and_is_forgotten_after_a_day() -> None:
    first, second = give_list(), give_list(name="Une autre")
    upload_id = uploaded(first)
    with reading() as session, pytest.raises(NoSuchListError):
        upload_of(session, second, upload_id)
    purge()
    with reading() as session:
        assert upload_of(session, first, upload_id) == TABLE
    with clock.set_to(clock.now() + timedelta(hours=25)):
        assert purge()["uploads"] == 1
    with reading() as session, pytest.raises(NoSuchListError):
        upload_of(session, first, upload_id)


def test_who_asked_not_to_be_written_to_is_not_brought_back_by_another_import() -> None:
    list_id = give_list(("jan@example.be", "nl"))
    with transaction() as session:
        stop_writing(session, session.scalars(select(Contact.id)).one())
        erase_list(session, list_id)
    assert traces_of("jan@example.be") == []
    again = give_list()
    confirmed(again, uploaded(again))
    with reading() as session:
        refusing = session.scalars(select(Contact.email).where(Contact.no_mail)).all()
    assert refusing == ["jan@example.be"]
    give_closed_circle()
    assert invite_all(again) == 1


def test_erasing_somebody_leaves_their_name_and_address_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    give_closed_circle()
    list_id = give_list(("zebulon@example.be", "fr"), ("jan@example.be", "nl"))
    other = give_list(("zebulon@example.be", "fr"), name="Une autre")
    with transaction() as session:
        keep_upload(session, other, Table(["E-mail"], [(2, ["Zebulon@Example.be"])]))
        invite(session, CODE, Part(list_id))
        mine = session.scalars(
            select(Contact).where(Contact.email == "zebulon@example.be", Contact.list_id == list_id)
        ).one()
    link = links()["zebulon@example.be"]
    assert set(traces_of("zebulon")) == {"contact", "contact_import"}
    with transaction() as session:
        erase_person(session, list_id, mine.id)
    assert traces_of("zebulon") == []
    assert traces_of(str(mine.id)) == []
    with reading() as session, pytest.raises(NoSuchLinkError):
        entry_of_link(session, CODE, link.rpartition("/")[2])
    with mailbox() as box:
        use_settings(monkeypatch, smtp_url=box.url)
        deliver_due()
    assert [message["To"].addresses[0].addr_spec for message in box.messages] == ["jan@example.be"]
    with pytest.raises(NoSuchListError), transaction() as session:
        erase_person(session, list_id, mine.id)


def test_a_list_goes_when_its_last_day_is_over_with_everything_that_hangs_on_it() -> None:
    give_closed_circle()
    list_id = give_list(("jan@example.be", "nl"))
    invite_all(list_id)
    uploaded(list_id)
    with clock.set_to(clock.at_brussels(clock.today() + timedelta(days=365), 23)):
        assert purge()["contact_lists"] == 0
    with clock.set_to(clock.at_brussels(clock.today() + timedelta(days=366), 1)):
        assert purge()["contact_lists"] == 1
    with reading() as session:
        for model in (ContactList, Contact, Invitation, ContactImport):
            assert session.scalar(select(func.count()).select_from(model)) == 0
        kept = session.execute(select(OutboxMail.params)).scalars().all()
    assert "jan@example.be" not in str(kept)
