"""The numbers that a printed form gives to questions and options.

The sheet and the screen on which it is typed in must agree, so both ask here and nowhere else.
"""

from app.questionnaires.model import Form, Question
from app.questionnaires.values import range_steps

ON_PAPER = frozenset({
    "text", "integer", "decimal", "select_one", "select_multiple", "rank", "range", "date", "time",
    "dateTime", "acknowledge",
})  # fmt: skip
"""Types that a pen can answer. A question of another type is left to the web."""


def paper_questions(form: Form) -> dict[str, Question]:
    """Return the questions of the printed form by name, in the order of their numbers."""
    return {name: q for name, q in form.questions.items() if q.type in ON_PAPER and not q.read_only}


def left_to_the_web(form: Form) -> list[Question]:
    """Return what a pen cannot answer, rounds of a repeat included: it is neither printed nor typed in."""
    return [
        question
        for question in form.questions.values()
        if question.type not in ON_PAPER and question.is_shown and question.type != "note"
    ]


def numbers(form: Form) -> dict[str, int]:
    """Return the number of each question of the printed form, from 1."""
    return {name: number for number, name in enumerate(paper_questions(form), 1)}


def option_names(question: Question) -> list[str]:
    """Return what can be ticked, in the printed order: names of options, steps of a range, `OK`.

    The number of an option is its place in this list, from 1.
    """
    if question.type == "range":
        return range_steps(question)
    if question.type == "acknowledge":
        return ["OK"]
    return [choice.name for choice in question.choices]


def printed_orders(form: Form) -> dict[str, list[str]]:
    """Return the order of every list that the web shuffles, as it is printed: always the same."""
    return {
        name: option_names(question)
        for name, question in paper_questions(form).items()
        if question.is_select and question.parameters.get("randomize") == "true"
    }
