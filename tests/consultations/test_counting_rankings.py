"""Rankings are counted in their order, and points as the numbers that they are."""

from sqlalchemy import select

from app.consultations.correct import begin_correction
from app.consultations.figures import option_counts, rank_orders
from app.consultations.models import BallotTally
from app.consultations.rebuild import differences, rebuild
from app.consultations.send import send
from app.consultations.withdraw import withdraw
from app.db import reading, transaction
from tests.factories.answers import answer, fill_pages
from tests.factories.rated import rated_book
from tests.factories.types import open_book


def test_orders_and_points_are_counted_through_corrections_and_withdrawals(database: str) -> None:  # noqa: ARG001
    with transaction() as session:
        key = open_book(session, rated_book()).id
        first = answer(
            session, "essai", "fr",
            {"bassin": "nord", "wishes_order": ["lights", "trees"], "points_trees": "10"},
        )  # fmt: skip
        answer(session, "essai", "nl", {"bassin": "sud", "wishes_order": ["trees", "lights"]})
        gone = answer(session, "essai", "nl", {"bassin": "sud", "points_benches": "100000"})
    with reading() as session:
        assert rank_orders(session, [key], "wishes_order") == {
            ("lights", "trees"): 1, ("trees", "lights"): 1, (): 1,
        }  # fmt: skip
        assert rank_orders(session, [key], "wishes_order", bassin="nord") == {("lights", "trees"): 1}
        # What is left empty in an allocation that was made got nothing; without one it is not counted.
        assert option_counts(session, [key], "points_trees") == {
            "_asked": 3, "_answered": 1, "_blank": 2, "10": 1, "0": 1,
        }  # fmt: skip
        # A number that nobody can have meant makes no row.
        assert option_counts(session, [key], "points_benches", bassin="sud") == {
            "_asked": 2, "_answered": 1, "_blank": 1,
        }  # fmt: skip
    with transaction() as session:
        changed = begin_correction(session, first, "fr")
        fill_pages(session, changed, "fr", {"bassin": "nord", "wishes_order": ["trees"], "points_trees": "4"})
        send(session, first, "fr")
        withdraw(session, gone)
    with transaction() as session:
        assert rank_orders(session, [key], "wishes_order") == {("trees",): 1, ("trees", "lights"): 1}
        assert option_counts(session, [key], "points_benches") == {
            "_asked": 2, "_blank": 2, "0": 1,
        }  # fmt: skip
        assert list(differences(session)) == []
        before = rank_orders(session, [key], "wishes_order")
        rebuild(session)
        assert rank_orders(session, [key], "wishes_order") == before


def test_an_order_too_long_for_its_column_is_kept_from_its_beginning(database: str) -> None:  # noqa: ARG001
    wishes = [f"{'x' * 60}{number}" for number in range(9)]
    with transaction() as session:
        open_book(session, rated_book(wishes=wishes))
        answer(session, "essai", "fr", {"wishes_order": wishes})
        kept = session.scalars(select(BallotTally.picks)).first()
    assert kept == " ".join(wishes[:6])
