"""The pages on which the team writes minutes, all of them without scripts."""

from collections.abc import Callable
from html import unescape
from uuid import UUID

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient

from tests.factories.minutes import ITEM, content_of, give_minutes, view_of
from tests.meetings.factories import committed_meeting, seated
from tests.meetings.minutes.docx_files import document, docx, paragraph
from tests.staff.world import give_members, sign_in
from tests.support.forms import Form, forms_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

CODE = "nord-1"
FIRST_BLANK_LAST_OUT: dict[str, list[str] | str] = {"text-1": "", "take-3": []}
PAGE = f"/staff/meetings/{CODE}/minutes"


@pytest.fixture
def team(make_client: Callable[[], TestClient]) -> dict[str, TestClient]:
    """An analyst and a facilitator of Nord, before a meeting to which somebody has registered."""
    give_members()
    committed_meeting()
    seated(name="Noor Claes")
    return {name: sign_in(make_client(), f"{name}@example.be") for name in ("analyst", "nord", "sud")}


def form_to(page: httpx.Response, ending: str) -> Form:
    return next(form for form in forms_of(page).values() if form.action.endswith(ending))


def press(client: TestClient, page: httpx.Response, ending: str, **typed: list[str] | str) -> httpx.Response:
    """Fill in the form of a page whose action ends so, press its button, and follow where that leads."""
    form = form_to(page, ending)
    fields = {name.replace("__", "."): value for name, value in typed.items()}
    answer = client.post(form.action, data=form.values() | fields)
    return client.get(answer.headers["location"].partition("#")[0]) if answer.is_redirect else answer


def words(page: httpx.Response) -> str:
    return " ".join(unescape(page.text).split())


def test_minutes_are_written_read_again_and_published_by_two_people(team: dict[str, TestClient]) -> None:
    writer, reader = team["nord"], team["analyst"]
    page = press(
        writer,
        writer.get(f"{PAGE}/opening"),
        "/opening",
        introduction__fr="Le retour",
        introduction__nl="Thuiskomen",
    )
    blank = press(writer, writer.get(f"{PAGE}/items/new"), "/items/new", kind="", text__fr="")
    assert blank.status_code == 422
    assert 'href="#kind"' in blank.text
    assert 'href="#text.fr"' in blank.text
    page = press(
        writer, blank, "/items/new", kind="verbatim", language="nl", text__nl="Niemand vraagt het **mij**",
        text__fr="Personne ne me demande", ready=["fr", "nl"], action="adc-2022-2023/outreach", then="next",
    )  # fmt: skip
    page = press(writer, page, "/items/new", kind="decision", language="fr", text__fr="Mme Claes le dira")
    assert "2 éléments prêts" not in words(page)
    assert "1 sur 2" in words(page)
    assert "Est-ce que cela permet de reconnaître quelqu’un" in words(page)
    assert '<q lang="fr">Mme Claes</q> (nom précédé d’un titre)' in words(page)
    verbatim, decision = (item.id for item in content_of(CODE).items)
    for lacking in (
        "L’élément 2 n’a pas de texte en néerlandais.",
        "L’élément 2 n’est pas indiqué comme prêt",
    ):
        assert f'<a href="#item-{decision}">{lacking}' in words(page)
    form = writer.get(f"{PAGE}/items/{decision}")
    assert "Mme Claes</q>" in form.text
    page = press(
        writer, form, str(decision), text__nl="Mevrouw Claes zegt het",
        ready=["fr", "nl"],
    )  # fmt: skip
    page = press(writer, page, "/review")
    assert not any(form.action.endswith("/publish") for form in forms_of(page).values())
    assert writer.post(f"{PAGE}/publish").status_code == 403
    page = reader.get(PAGE)
    assert "À relire" in words(page)
    refused = press(reader, page, "/publish")
    assert refused.status_code == 422
    assert 'href="#checked"' in refused.text
    page = press(reader, refused, "/publish", checked="yes")
    assert f'href="/fr/m/{CODE}/minutes"' in page.text
    public = words(reader.get(f"/fr/m/{CODE}/minutes"))
    assert '<blockquote lang="nl"><p>Niemand vraagt het <strong>mij</strong></p>' in public
    assert "Personne ne me demande" in public
    assert "À propos de : Aller vers les personnes isolées" in public
    assert f"/nl/m/{CODE}/minutes" in words(reader.get(f"/nl/m/{CODE}"))
    press(writer, writer.get(f"{PAGE}/items/{verbatim}"), str(verbatim), text__fr="Autre chose")
    assert "Autre chose" not in reader.get(f"/fr/m/{CODE}/minutes").text
    assert "Le public voit encore" in words(reader.get(PAGE))
    press(reader, reader.get(PAGE), "/withdraw")
    assert reader.get(f"/fr/m/{CODE}/minutes").status_code == 404
    assert reader.get(f"/fr/m/{CODE}").text.count("/minutes") == 0


def test_whoever_saves_late_sees_both_and_chooses_with_nothing_lost(team: dict[str, TestClient]) -> None:
    give_minutes(CODE)
    first, second = team["nord"], team["analyst"]
    address = f"{PAGE}/items/{ITEM}"
    mine, theirs = first.get(address), second.get(address)
    press(second, theirs, str(ITEM), text__fr="Un lit médicalisé", kind="decision")
    late = press(
        first, mine, str(ITEM), text__fr="Un lit et un repas", text__nl="Een bed en eten", ready=["fr"]
    )
    assert late.status_code == 409
    assert "Quelqu’un d’autre a modifié cet élément entre-temps" in words(late)
    assert "Un lit <del>médicalisé</del>" in late.text
    assert "Un lit <ins>et un repas</ins>" in late.text
    kept = form_to(late, str(ITEM)).values()
    assert (kept["text.fr"], kept["kind"], kept["ready"]) == (["Un lit et un repas"], ["proposal"], ["fr"])
    assert content_of(CODE).items[0].words.texts["fr"] == "Un lit médicalisé"
    press(first, late, str(ITEM))
    assert content_of(CODE).items[0].words.texts["fr"] == "Un lit et un repas"

    opening = first.get(f"{PAGE}/opening")
    press(second, second.get(f"{PAGE}/opening"), "/opening", introduction__fr="Autrement")
    late = press(first, opening, "/opening", introduction__fr="À ma façon")
    assert (late.status_code, "<del>Autrement</del>" in late.text) == (409, True)
    press(first, late, "/opening")
    assert content_of(CODE).introduction["fr"] == "À ma façon"

    mine = first.get(address)
    removed = press(second, second.get(PAGE), f"{ITEM}/remove")
    late = press(first, mine, str(ITEM), text__fr="Encore là")
    assert (late.status_code, content_of(CODE).items) == (409, ())
    press(first, late, str(ITEM))
    assert content_of(CODE).items[0].words.texts["fr"] == "Encore là"
    press(second, removed, "/bring-back")
    assert len(content_of(CODE).items) == 1


def test_items_move_go_and_come_back_and_the_whole_can_be_what_it_was(team: dict[str, TestClient]) -> None:
    give_minutes(CODE)
    writer = team["nord"]
    press(writer, writer.get(f"{PAGE}/items/new"), "/items/new", kind="point", text__fr="Deux", language="fr")
    page = press(writer, writer.get(PAGE), f"{ITEM}/move", by="1")
    assert [item.words.texts["fr"] for item in content_of(CODE).items] == ["Deux", "Un lit"]
    page = press(writer, page, f"{ITEM}/remove")
    assert "L’élément est retiré." in words(page)
    page = press(writer, page, "/bring-back")
    assert [item.id for item in content_of(CODE).items][1] == ITEM
    elsewhere = writer.get(f"{PAGE}?removed=../../{CODE}/publish&from=2")
    assert not any("bring-back" in form.action for form in forms_of(elsewhere).values())
    states = writer.get(f"{PAGE}/history")
    assert words(states).count("/history/") == 6
    shown = writer.get(f"{PAGE}/history/2")
    assert "Deux" not in shown.text
    press(writer, shown, "/2/restore")
    assert [item.id for item in content_of(CODE).items] == [ITEM]
    again = writer.post(f"{PAGE}/history/1/restore", data={"seen": "3"})
    assert (again.status_code, len(content_of(CODE).items)) == (409, 1)
    assert writer.post(f"{PAGE}/history/forget").status_code == 403
    assert team["analyst"].post(f"{PAGE}/history/forget").status_code == 303
    assert writer.get(f"{PAGE}/history/1").status_code == 404


def test_a_document_is_looked_at_corrected_and_taken_once(team: dict[str, TestClient]) -> None:
    writer = team["nord"]
    assert press(writer, writer.get(f"{PAGE}/import"), "/import").status_code == 400, "no file, no multipart"
    data = docx(document(paragraph("Retour", style="Titre2"), paragraph("« Un lit »"), paragraph("Rien")))
    for bad in (b"", b"PK\x03\x04 no zip", data[:-9]):
        refused = writer.post(f"{PAGE}/import", files={"file": ("notes.docx", bad)}, data={"language": "fr"})
        assert refused.status_code == 422
        assert 'id="file-error"' in refused.text
    looked = writer.post(f"{PAGE}/import", files={"file": ("notes.docx", data)}, data={"language": "fr"})
    assert "3 éléments ont été trouvés" in words(looked)
    assert view_of(CODE).revision == 0, "nothing is kept before somebody has looked"
    empty = press(writer, looked, "/confirm", **FIRST_BLANK_LAST_OUT)
    assert (empty.status_code, 'href="#text-1"' in empty.text) == (422, True)
    for _ in range(2):
        press(writer, empty, "/confirm", **{"text-1": "Le retour"})
    said = [(item.words.kind, item.words.texts["fr"]) for item in content_of(CODE).items]
    assert said == [("point", "Le retour"), ("verbatim", "Un lit")]
    many = "\n\n".join(f"Mot {n}" for n in range(299))
    looked = writer.post(f"{PAGE}/import", files={"file": ("", b"")}, data={"text": many, "language": "fr"})
    full = press(writer, looked, "/confirm")
    assert (full.status_code, "300 au plus" in words(full), "Mot 298" in full.text) == (422, True, True)
    assert len(content_of(CODE).items) == 2


def test_a_facilitator_of_another_bassin_sees_and_changes_nothing(team: dict[str, TestClient]) -> None:
    give_minutes(CODE)
    stranger = team["sud"]
    assert stranger.get(PAGE).status_code == 403
    assert stranger.post(f"{PAGE}/items/{ITEM}", data={"seen": "2", "kind": "point"}).status_code == 403
    assert stranger.post(f"{PAGE}/import", files={"file": ("a.txt", b"a")}).status_code == 403
    assert CODE not in stranger.get("/staff/minutes").text
    assert CODE in team["nord"].get("/staff/minutes").text
    other = UUID(int=99)
    assert team["nord"].get(f"{PAGE}/items/{other}").status_code == 404
    assert team["nord"].get(f"{PAGE}/history/9").status_code == 404
