"""The codes of sheets, and the days on which sheets are typed in."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.consultations.paper.rules import LARGEST_NUMBER, is_accepted, last_day, read_sheet_code, sheet_code

numbers = st.integers(1, LARGEST_NUMBER)


@given(number=numbers)
def test_a_code_is_read_as_its_number_however_it_is_typed(number: int) -> None:
    code = sheet_code(number)
    assert read_sheet_code(code) == number
    assert read_sheet_code(f" {code[:2]}-{code[2:]} ".lower()) == number
    assert read_sheet_code(code.lstrip("0")) == number


@given(number=numbers, data=st.data())
def test_one_wrong_digit_and_two_swapped_ones_are_noticed(number: int, data: st.DataObject) -> None:
    digits, letter = sheet_code(number)[:-1], sheet_code(number)[-1]
    place = data.draw(st.integers(0, len(digits) - 1))
    wrong = digits[:place] + data.draw(st.sampled_from("0123456789")) + digits[place + 1 :]
    swapped = digits[:place] + digits[place : place + 2][::-1] + digits[place + 2 :]
    for slip in (wrong, swapped):
        assert read_sheet_code(slip + letter) == (number if slip == digits else None)


def test_what_is_no_code_is_none() -> None:
    for typed in ("", "0", "0000A", "42", "X", "0042", "٤٢A", "1234567A", "0042XX"):
        assert read_sheet_code(typed) is None


def test_sheets_are_typed_in_for_a_fortnight_after_the_closing_or_until_the_day_that_was_chosen() -> None:
    opens, closes = date(2023, 1, 9), date(2023, 2, 28)
    assert last_day(closes, None) == date(2023, 3, 14)
    assert last_day(closes, date(2023, 3, 3)) == date(2023, 3, 3)
    assert not is_accepted(opens, closes, None, date(2023, 1, 8))
    assert is_accepted(opens, closes, None, opens)
    assert is_accepted(opens, closes, None, date(2023, 3, 14))
    assert not is_accepted(opens, closes, None, date(2023, 3, 15))
