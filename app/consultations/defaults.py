"""What the author of a questionnaire has filled in beforehand."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from app.kit.localized import Lang
from app.questionnaires.expressions import evaluate, to_string
from app.questionnaires.logic import State
from app.questionnaires.model import Form, Question
from app.questionnaires.repeats import BETWEEN, every_round, round_of, unrolled
from app.questionnaires.values import Answer, TamperedError, Unreadable, read_answer


def default_answers(form: Form, moment: datetime, lang: Lang) -> dict[str, Answer]:
    """Return what is filled in before anybody has answered, each as an answer of its type.

    A default that is computed is worked out once, now; it sees the defaults of the questions before it. The
    rounds that an expression may bring are filled in as well: nobody can tell yet how many there will be.
    """
    whole = unrolled(form, every_round(form, {}))
    return _filled_in(whole, whole.questions.values(), {}, moment, lang)


def defaults_of_round(
    form: Form, answers: Mapping[str, Any], one: str, moment: datetime, lang: Lang
) -> dict[str, Answer]:
    """Return what is filled in in a round that was added; computed defaults see the answers given so far."""
    whole = unrolled(form, answers)
    questions = [q for key, q in whole.questions.items() if BETWEEN in key and round_of(key) == one]
    return _filled_in(whole, questions, answers, moment, lang)


def _filled_in(
    form: Form, questions: Iterable[Question], answers: Mapping[str, Any], moment: datetime, lang: Lang
) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for question in questions:
        text = question.default if question.takes_answer else ""
        if question.computed_default is not None:
            state = State(form, {**answers, **found}, frozenset(form.questions), moment, lang)
            text = to_string(evaluate(question.computed_default, state.context(question)))
        if not text:
            continue
        if question.type == "hidden":
            found[question.name] = text
            continue
        try:
            answer = read_answer(question, text.split() if question.is_multiple else [text])
        except TamperedError:
            # What was computed is none of the options: the question is asked without it.
            continue
        if answer is not None and not isinstance(answer, Unreadable):
            found[question.name] = answer
    return found
