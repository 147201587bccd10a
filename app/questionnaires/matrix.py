"""Questions that follow each other with the same options: rows of one table where the screen is wide."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.questionnaires.model import Question

APPEARANCES: Final = frozenset({"table-list", "likert", "list-nolabel"})
MOST_COLUMNS: Final = 7
_OTHERWISE_SHOWN: Final = frozenset({"minimal", "autocomplete"})


def tables(questions: Sequence[Question], *, titled: bool) -> Iterator[list[Question]]:
    """Give each run of two or more questions that make a table.

    They ask for one choice, or for several, of the same list, and follow each other. Where the page has no
    title (`titled`) its first question is the title, and therefore no row.
    """
    run: list[Question] = []
    seen_first = titled
    for question in questions:
        fits = seen_first and _can_be_row(question)
        seen_first = seen_first or question.takes_answer
        if run and not (fits and _alike(run[-1], question)):
            if len(run) > 1:
                yield run
            run = []
        if fits:
            run.append(question)
    if len(run) > 1:
        yield run


def _can_be_row(question: Question) -> bool:
    return (
        question.type in {"select_one", "select_multiple"}
        and 1 < len(question.choices) <= MOST_COLUMNS
        and question.choice_filter is None
        and not any(choice.media for choice in question.choices)
        and not (question.or_other or question.read_only or question.appearance & _OTHERWISE_SHOWN)
        and question.parameters.get("randomize") != "true"
    )


def _alike(one: Question, other: Question) -> bool:
    return (one.type, one.choices) == (other.type, other.choices)
