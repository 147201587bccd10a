"""Files sent with an answer: looked at, cleaned, kept apart, and forgotten with the answer."""

import os
import zipfile
import zlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import select

from app.accounts.models import AuditLine
from app.consultations.models import AnswerFile, Consultation, Draft, Response
from app.db import reading, transaction
from app.housekeeping import purge
from app.kit import clock, file_store
from app.settings import get_settings
from tests.conftest import use_settings
from tests.factories.types import open_book
from tests.questionnaires.books import book, row
from tests.staff.world import give_members, sign_in
from tests.support.forms import forms_of
from tests.support.visitor import Visitor

PDF = b"%PDF-1.7\n" + b"x" * 500
SOUND = b"ID3" + b"\x00" * 500


def photograph(size: tuple[int, int] = (60, 40)) -> bytes:
    """A photograph of a telephone held sideways, that says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Telephone of Fatima"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 51.0, 0.0), 3: "E", 4: (4.0, 21.0, 0.0)})
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", exif=exif, comment=b"my street")
    return out.getvalue()


def huge_claim() -> bytes:
    """A PNG of some bytes that claims 100,000 by 100,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    side = (100_000).to_bytes(4, "big")
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", side + side + b"\x08\x02\x00\x00\x00")
    return start + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


@pytest.fixture
def visitor(database: str, client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    use_settings(
        monkeypatch, database_url=database, files_folder=str(tmp_path / "files"), upload_max_mb="1",
    )  # fmt: skip
    rows = [
        row("begin_group", "page", appearance="field-list"),
        row("image", "photo", parameters="max-pixels=30"),
        row("file", "paper"),
        row("text", "why"),
        {"type": "end_group"},
    ]
    with transaction() as session:
        open_book(session, book(rows))
    visitor = Visitor(client, "essai")
    visitor.begin()
    return visitor


def send(
    visitor: Visitor, go: str = "next", why: str = "", *, photo: bytes = b"", paper: bytes = b""
) -> None:
    """Press a button of the page with files chosen, as a browser does."""
    files = {name: data for name, data in (("photo", photo), ("paper", paper)) if data}
    form = visitor.form
    data = {name: values[-1] for name, values in form.values().items() if not name.endswith(":file")}
    chosen = {f"{name}:file": (r"C:\\Fatima Ben Ali.svg", data, "text/html") for name, data in files.items()}
    none = ("", b"", "application/octet-stream")
    blank = {f"{name}:file": none for name in {"photo", "paper"} - set(files)}
    visitor.page = visitor.client.post(
        form.action, data={**data, "why": why, "go": go}, files={**chosen, **blank}
    )
    visitor.follow()


def on_disk() -> list[Path]:
    return sorted(path for path in Path(get_settings().files_folder).glob("**/*") if path.is_file())


def kept() -> dict[str, str]:
    """The answers of the draft that are names of files."""
    with reading() as session:
        answers = session.scalars(select(Draft)).one().answers
    return {name: str(value) for name, value in answers.items() if name != "why"}


def test_a_photograph_loses_its_place_its_telephone_and_its_name_and_stands_upright(visitor: Visitor) -> None:
    send(visitor, photo=photograph())
    (path,) = on_disk()
    assert path.name == kept()["photo"]
    with Image.open(path) as picture:
        assert picture.size == (20, 30), "turned upright, then made small"
        assert not picture.getexif()
        assert "comment" not in picture.info
    assert b"Fatima" not in path.read_bytes()
    assert (path.stat().st_mtime, path.stat().st_mode & 0o077) == (946_684_800, 0)
    with reading() as session:
        assert "Fatima" not in repr([vars(file) for file in session.scalars(select(AnswerFile))])


def test_its_author_finds_it_behind_a_link_that_only_saves_it(visitor: Visitor) -> None:
    send(visitor, paper=PDF)
    link = visitor.page.text.partition("/fr/file/")[2].partition('"')[0]
    given = visitor.client.get(f"/fr/file/{link}")
    assert given.content == PDF
    assert given.headers["content-disposition"].startswith("attachment")
    assert given.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in given.headers["content-security-policy"]
    assert given.headers["cache-control"] == "no-store"
    token, name = link.split("/")
    another = ("B" if token[0] == "A" else "A") + token[1:]
    assert visitor.client.get(f"/fr/file/{another}/{name}").status_code == 404
    assert visitor.client.get(f"/fr/file/{token}/{'0' * 32}.pdf").status_code == 404


def test_nobody_reads_the_file_of_another_by_writing_its_name(visitor: Visitor, client: TestClient) -> None:
    send(visitor, paper=PDF)
    name = kept()["paper"]
    other = Visitor(client, "essai")
    client.cookies.clear()
    other.begin()
    form = other.form
    data = {key: values[-1] for key, values in form.values().items() if not key.endswith(":file")}
    other.page = client.post(form.action, data={**data, "paper": name})
    other.follow()
    assert "/fr/file/" not in other.page.text
    with reading() as session:
        # A name that somebody wrote is no answer, whether there is such a file or not.
        held = [draft.answers.get("paper") for draft in session.scalars(select(Draft))]
    assert sorted(held, key=str) == sorted([None, name], key=str)


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("photo", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("photo", PDF),
        ("photo", b"\xff\xd8\xff" + b"x" * 300),
        ("photo", huge_claim()),
        ("paper", b"<!doctype html><script>alert(1)</script>"),
        ("paper", b"MZ\x90\x00" + b"x" * 100),
        ("paper", b"PK\x03\x04" + b"x" * 100),
        ("paper", b"%PDF-" + b"x" * 1_100_000),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_the_rest_is_kept(
    visitor: Visitor, field: str, data: bytes
) -> None:
    is_photo = field == "photo"
    send(visitor, why="Le soir", photo=data if is_photo else b"", paper=b"" if is_photo else data)
    assert visitor.page.status_code == 422
    assert f'id="{field}-error"' in visitor.page.text
    assert 'value="Le soir"' in visitor.page.text
    assert on_disk() == []
    assert kept() == {}
    with reading() as session:
        assert session.scalars(select(Draft)).one().answers["why"] == "Le soir"


def test_another_file_takes_its_place_and_a_button_removes_it(visitor: Visitor) -> None:
    send(visitor, paper=PDF)
    visitor.go("/fr/c/essai/q/page?to=check")
    send(visitor, "next", "", paper=SOUND)
    assert [path.suffix for path in on_disk()] == [".mp3"]
    visitor.go("/fr/c/essai/q/page")
    assert ("go", "drop:paper") in visitor.form.buttons
    send(visitor, "drop:paper")
    assert on_disk() == []
    assert kept() == {}


def test_the_language_switch_keeps_the_file(visitor: Visitor) -> None:
    send(visitor, "lang:nl", "", photo=photograph())
    assert "Een foto" in visitor.page.text
    send(visitor, "next")
    assert len(on_disk()) == 1


def test_a_correction_that_is_dropped_keeps_what_was_sent_and_a_withdrawal_nothing(visitor: Visitor) -> None:
    send(visitor, paper=PDF)
    visitor.send()
    code = visitor.receipt()
    visitor.go(f"/fr/my-answer/{code}")
    visitor.page = visitor.client.post("/fr/my-answer", data={"code": code})
    visitor.follow()
    assert "/fr/file/" in visitor.page.text
    actions = {form.action.rpartition("/")[2]: form for form in forms_of(visitor.page).values()}
    visitor.post(actions["correct"], {})
    visitor.go("/fr/c/essai/q/page?to=check")
    send(visitor, "next", "", paper=SOUND)
    assert sorted(path.suffix for path in on_disk()) == [".mp3", ".pdf"]
    visitor.go("/fr/c/essai/check")
    leave = next(form for form in forms_of(visitor.page).values() if form.action.endswith("/leave"))
    visitor.post(leave, {})
    assert [path.suffix for path in on_disk()] == [".pdf"]


def test_what_is_purged_or_lost_goes_from_the_disk(visitor: Visitor) -> None:
    send(visitor, paper=PDF)
    folder = Path(get_settings().files_folder)
    lost = folder / "ab" / f"ab{'0' * 30}.pdf"
    lost.parent.mkdir(exist_ok=True)
    lost.write_bytes(PDF)
    (folder / "notes.txt").write_text("not ours")
    with reading() as session:
        known = set(session.scalars(select(AnswerFile.name)))
    assert file_store.sweep(known) == 0, "a file may be waiting for its transaction"
    with transaction() as session:
        consultation = session.scalars(select(Consultation).where(Consultation.code == "essai")).one()
        consultation.closes_at = clock.now() - timedelta(days=31)
    assert purge()["files"] == 1
    assert [path.name for path in on_disk()] == sorted([lost.name, "notes.txt"])


def test_the_team_takes_files_with_the_right_and_a_line_says_so(visitor: Visitor, client: TestClient) -> None:
    give_members()
    send(visitor, paper=PDF)
    name = kept()["paper"]
    member = sign_in(client, "admin@example.be")
    one, every = f"/staff/consultations/essai/files/{name}", "/staff/consultations/essai/files"
    assert member.get(one).status_code == 404, "a draft belongs to its author alone"
    assert member.get(every).status_code == 404
    visitor.go("/fr/c/essai/check")
    visitor.send()
    assert member.get(one).content == PDF
    with zipfile.ZipFile(BytesIO(member.get(every).content)) as archive:
        assert archive.read(name) == PDF
        assert archive.getinfo(name).date_time == (1980, 1, 1, 0, 0, 0)
    with reading() as session:
        verbs = [line.verb for line in session.scalars(select(AuditLine))]
        assert session.scalars(select(Response)).one().answers["paper"] == name
    assert {"read_answer_file", "export_answer_files"} <= set(verbs)
    assert sign_in(client, "nord@example.be").get(one).status_code in {303, 403}
    export = sign_in(client, "admin@example.be").get("/staff/consultations/essai/exports/codes.csv?open=with")
    assert name in export.text


@pytest.mark.parametrize(
    "body",
    [
        b"--x\r\n",
        b"--x--\r\n",
        b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n",
        b"nothing",
        b'--x\r\nContent-Disposition: form-data; name="why"\r\n\r\n\xff\xfe\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="why"\r\n\r\na',
    ],
)
def test_a_damaged_form_is_refused_and_changes_nothing(visitor: Visitor, body: bytes) -> None:
    answer = visitor.client.post(
        visitor.form.action, content=body, headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code in {400, 303}
    assert on_disk() == []
    assert kept() == {}


def test_times_are_made_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_settings(monkeypatch, database_url="sqlite://", files_folder=str(tmp_path))
    names = {file_store.write(PDF, "application/pdf") for _ in range(3)}
    os.utime(file_store.path_of(min(names)), (1_000_000_000, 1_000_000_000))
    assert file_store.sweep(names) == 0
    assert {path.stat().st_mtime for path in on_disk()} == {946_684_800}
