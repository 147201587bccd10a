"""One name for one thing over all the versions of a questionnaire: the name under which it was first asked.

A question that goes on under another name keeps its first one here, and so do options. A name that is used
again for something else gets the number of its version behind it. No later version ever changes a name that
was given here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.questionnaires.mapping import Fates
from app.questionnaires.model import Question
from app.questionnaires.values import Answer


@dataclass(frozen=True, slots=True)
class Identity:
    """The first names of what one version calls otherwise."""

    questions: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By the name of the question in this version."""

    def of_question(self, name: str) -> str:
        """Return the first name of a question."""
        return self.questions.get(name, name)

    def of_option(self, question: str, option: str) -> str:
        """Return the first name of an option of a question, both as this version calls them."""
        return self.options.get(question, {}).get(option, option)

    def as_first_named(self, question: Question) -> Question:
        """Return a question under the names that it and its options had first."""
        if question.name not in self.questions and question.name not in self.options:
            return question
        choices = tuple(
            replace(choice, name=self.of_option(question.name, choice.name)) for choice in question.choices
        )
        return replace(question, name=self.of_question(question.name), choices=choices)

    def answers(self, answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
        """Return answers under the first names of their questions and options."""
        if not self.questions and not self.options:
            return answers
        return {self.of_question(name): self._answer(name, answer) for name, answer in answers.items()}

    def _answer(self, name: str, answer: Answer) -> Answer:
        if name not in self.options:
            return answer
        if isinstance(answer, list):
            return [self.of_option(name, option) for option in answer]
        return self.of_option(name, answer) if isinstance(answer, str) else answer


def identities(versions: Sequence[tuple[int, Fates]]) -> dict[int, Identity]:
    """Return the identity of every version, given their numbers and fates in order, the first ones included.

    The identity of a version follows from it and the versions before it alone.
    """
    questions: dict[str, str] = {}
    options: dict[str, dict[str, str]] = {}
    found: dict[int, Identity] = {}
    for number, fates in versions:
        questions, options = _after(number, fates, questions, options)
        found[number] = Identity(
            {name: first for name, first in questions.items() if name != first},
            {name: firsts for name, firsts in options.items() if firsts},
        )
    return found


def _after(
    number: int, fates: Fates, questions: dict[str, str], options: dict[str, dict[str, str]]
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return the first names of questions and options once a version has said what became of the old ones."""
    now = dict(questions)
    lists = {name: dict(firsts) for name, firsts in options.items()}
    for old, said in fates.options.items():
        # What left a name leaves it free: whoever takes it later is somebody else.
        lists.setdefault(old, {}).update({option: f"{option}@v{number}" for option in said})
    for old, renamed in fates.renamed.items():
        before = options.get(old, {})
        lists.setdefault(old, {}).update({new: before.get(one, one) for one, new in renamed.items()})
    for old, target in fates.questions.items():
        if target == old:
            continue
        carried = lists.pop(old, {})
        now[old] = f"{old}@v{number}"
        if target is not None:
            now[target] = questions.get(old, old)
            lists[target] = carried
    return now, lists
