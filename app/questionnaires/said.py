"""An answer as a reader says it: a day in words, an hour, the labels of options."""

from datetime import date, datetime, time

from app.kit import i18n
from app.questionnaires import logic
from app.questionnaires.logic import State
from app.questionnaires.model import Question


def said(question: Question, state: State) -> str:
    """Return an answer on one line in the language of `state`, or '' where there is none."""
    answer = state.answers.get(question.name)
    if isinstance(answer, str):
        if question.type == "date":
            return _day(question, answer, state)
        if question.type == "dateTime":
            moment = datetime.fromisoformat(answer)
            return f"{i18n.long_date(moment, state.lang)}, {_hour(moment.time())}"
        if question.type == "time":
            return _hour(time.fromisoformat(answer))
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


def _hour(hour: time) -> str:
    return hour.strftime("%H:%M")
