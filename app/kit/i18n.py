"""The words of the interface: message ids are English, the catalogues are French and Dutch."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from babel import dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.kit import clock
from app.kit.localized import Lang
from app.settings import ROOT, get_settings

Translator = Callable[[str], str]


class UntranslatedError(LookupError):
    """A message that the catalogue of a language does not have, met while developing."""


class _Complete(NullTranslations):
    """What is asked when a catalogue has no words for a message.

    English on a French or Dutch page would be a mistake that nobody is told of. In production the page is
    shown all the same.
    """

    def gettext(self, message: str) -> str:
        """Return the message as it is in production, and refuse it while developing."""
        if get_settings().environment == "development":
            raise UntranslatedError(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Do the same for a message with a number."""
        return self.gettext(msgid1 if n == 1 else msgid2)


@lru_cache(maxsize=2)
def translations(lang: Lang) -> NullTranslations:
    """Return the catalogue of a language.

    It is read from its .po file, so that no compiled copy can be out of date.
    """
    with (ROOT / "i18n" / lang / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=lang)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    found = GNUTranslations(compiled)
    found.add_fallback(_Complete())
    return found


def gettext(lang: Lang, message: str, **values: object) -> str:
    """Return `message` in `lang`, with `%(name)s` filled from `values`."""
    text = translations(lang).gettext(message)
    return text % values if values else text


def ngettext(lang: Lang, one: str, many: str, n: int, **values: object) -> str:
    """Return the form of a message that goes with `n`, which is also available as `%(n)s`."""
    return translations(lang).ngettext(one, many, n) % {"n": number(n, lang), **values}


def long_date(value: date | datetime, lang: Lang) -> str:
    """Return a day as a reader writes it: 12 janvier 2023, 12 januari 2023."""
    return _first(dates.format_date(_day(value), "d MMMM y", locale=f"{lang}_BE"), lang)


def day_and_month(value: date | datetime, lang: Lang) -> str:
    """Return a day without its year, where room is short: 12 janvier, 12 januari."""
    return _first(dates.format_date(_day(value), "d MMMM", locale=f"{lang}_BE"), lang)


def month(value: date, lang: Lang) -> str:
    """Return a month as a reader writes it: janvier 2023, januari 2023."""
    return dates.format_date(value, "MMMM y", locale=f"{lang}_BE")


def last_day(end: datetime, lang: Lang) -> str:
    """Return the last whole day before a moment: what closes at midnight is open until the day before."""
    return long_date(end - timedelta(seconds=1), lang)


def weekday_date(value: date | datetime, lang: Lang) -> str:
    """Return a day with its weekday: jeudi 12 janvier 2023."""
    return _first(dates.format_date(_day(value), "EEEE d MMMM y", locale=f"{lang}_BE"), lang)


def short_date(value: date | datetime, lang: Lang) -> str:
    """Return a day for a table: 12/01/2023 in both languages."""
    return dates.format_date(_day(value), "dd/MM/y", locale=f"{lang}_BE")


def _day(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


def _first(text: str, lang: Lang) -> str:
    """Write the first of the month as French does: 1er février."""
    return re.sub(r"\b1 (?=[a-zéû])", "1er ", text) if lang == "fr" else text


def clock_time(value: datetime, lang: Lang) -> str:
    """Return the hour in Brussels: 14 h 30 in French, 14.30 uur in Dutch."""
    moment = clock.local(value)
    if lang == "fr":
        return f"{moment.hour}\u00a0h" + (f"\u00a0{moment.minute:02}" if moment.minute else "")
    return f"{moment.hour}" + (f".{moment.minute:02}" if moment.minute else "") + "\u00a0uur"


def number(value: float, lang: Lang) -> str:
    """Return a number with the separators of the language."""
    return numbers.format_decimal(value, locale=f"{lang}_BE")


def percent(value: float | None, lang: Lang) -> str:
    """Return a share of 1 as whole per cents, or a dash where there is none."""
    if value is None:
        return "–"
    return numbers.format_percent(
        value, format="#,##0\u202f%" if lang == "fr" else "#,##0%", locale=f"{lang}_BE"
    )
