"""An answer as a reader says it: a day in words, an hour, the labels of options."""

from datetime import date, datetime, time

from app.kit import i18n
from app.kit.localized import Lang
from app.questionnaires import logic
from app.questionnaires.logic import State
from app.questionnaires.model import FILE_TYPES, Question


def said(question: Question, state: State) -> str:
    """Return an answer on one line in the language of `state`, or '' where there is none."""
    answer = state.answers.get(question.name)
    if isinstance(answer, str) and answer:
        if question.type == "date":
            return _day(question, answer, state)
        if question.type == "dateTime":
            moment = datetime.fromisoformat(answer)
            return f"{i18n.long_date(moment, state.lang)}, {_hour(moment.time())}"
        if question.type == "time":
            return _hour(time.fromisoformat(answer))
        if question.type in FILE_TYPES:
            return _file(answer, state.lang)
        if question.type == "acknowledge":
            return i18n.gettext(state.lang, "Yes")
    return logic.shown_answer(question, state)


def _day(question: Question, answer: str, state: State) -> str:
    day = date.fromisoformat(answer)
    if "year" in question.appearance:
        return str(day.year)
    if "month-year" in question.appearance:
        return i18n.month(day, state.lang)
    return i18n.long_date(day, state.lang)


def _file(name: str, lang: Lang) -> str:
    """Return what a file is: its name says nothing, and what it was called is not kept."""
    kinds = {
        "jpg": "a picture", "png": "a picture", "webp": "a picture", "pdf": "a PDF document",
        "mp3": "a recording", "ogg": "a recording", "wav": "a recording", "m4a": "a recording",
        "aac": "a recording",
    }  # fmt: skip
    words = {
        "a picture": i18n.gettext(lang, "A picture"),
        "a PDF document": i18n.gettext(lang, "A PDF document"),
        "a recording": i18n.gettext(lang, "A recording"),
    }
    return words.get(kinds.get(name.rpartition(".")[2], ""), i18n.gettext(lang, "A film"))


def _hour(hour: time) -> str:
    return hour.strftime("%H:%M")
