"""How a questionnaire behaves: which questions are asked, what follows what, and what is still wrong.

Pure functions of a form, the answers and the moment. The server's word is the authority; the phone only
anticipates it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from app.kit.errors import Message, Problem
from app.kit.localized import Lang
from app.questionnaires import repeats
from app.questionnaires.expressions import Context, evaluate, references, to_number, to_string, truth
from app.questionnaires.model import REPEAT, Choice, Form, Page, Question, Tree
from app.questionnaires.values import Answer

Answers = Mapping[str, Answer]

_REFERENCE = re.compile(r"\$\{([^}]+)\}")
_MAX_PASSES = 50


@dataclass(frozen=True)
class State:
    """Where somebody stands: the answers that count, and the questions that are asked because of them."""

    form: Form
    answers: Answers
    """Answers to questions that are asked, and calculations.

    The answer to a hidden question counts as none.
    """
    asked: frozenset[str]
    """Names of the relevant questions, notes and calculations included."""
    moment: datetime
    lang: Lang

    def context(self, question: Question | None = None, columns: Mapping[str, str] | None = None) -> Context:
        """Return what an expression of `question` may look at."""
        return _context(self.form, self.answers, self.moment, self.lang, question=question, columns=columns)


def settle(form: Form, answers: Answers, moment: datetime, lang: Lang) -> State:
    """Work out what is asked, given everything that was ever typed.

    Hiding a question empties it, which may hide others: passes go on until nothing changes. The lint refuses
    cycles, so that takes no more passes than the longest chain of conditions. `moment` is local to Brussels.

    The form of the state is unrolled. An expression that counts the rounds of a repeat may bring new ones:
    then everything is worked out once more with them.
    """
    rounds = {name: repeats.rounds(answers, name) for name in form.repeats if form.repeats[name].counted}
    for _ in range(_MAX_PASSES):
        state = _settled(repeats.unrolled(form, {**answers, **rounds}), answers, moment, lang)
        before, rounds = rounds, {name: repeats.rounds(state.answers, name) for name in rounds}
        if rounds == before:
            break
    return state


def _settled(form: Form, answers: Answers, moment: datetime, lang: Lang) -> State:
    counted: dict[str, Answer] = dict(answers)
    asked: frozenset[str] = frozenset(form.questions)
    for _ in range(_MAX_PASSES):
        now_asked, now_counted = _one_pass(form, answers, counted, moment, lang)
        if now_asked == asked and now_counted == counted:
            break
        asked, counted = now_asked, now_counted
    return State(form, counted, asked, moment, lang)


def _one_pass(
    form: Form, typed: Answers, counted: Mapping[str, Answer], moment: datetime, lang: Lang
) -> tuple[frozenset[str], dict[str, Answer]]:
    asked = []
    result = dict(counted)
    for name, question in form.questions.items():
        context = _context(form, result, moment, lang, question=question)
        if not all(truth(evaluate(tree, context)) for tree in question.relevant):
            result.pop(name, None)
            continue
        asked.append(name)
        if question.type == REPEAT:
            count = question.calculation
            number = None if count is None else to_number(evaluate(count, context))
            result[name] = repeats.rounds_now(form.repeats[name], typed, number)
        elif question.type == "calculate" and question.calculation is not None:
            value = to_string(evaluate(question.calculation, context))
            if value:
                result[name] = value
            else:
                result.pop(name, None)
        elif question.type == "hidden" and question.default:
            result[name] = question.default
        elif name in typed:
            result[name] = typed[name]
    return frozenset(asked), result


def _context(
    form: Form,
    answers: Answers,
    moment: datetime,
    lang: Lang,
    *,
    question: Question | None,
    columns: Mapping[str, str] | None = None,
) -> Context:
    def choice_label(name: str, question_name: str) -> str:
        asked = form.question(question_name)
        labels = {choice.name: choice.label for choice in asked.choices} if asked else {}
        return labels.get(name, {}).get(lang, "")

    return Context(
        answers=answers,
        self_name=question.name if question else None,
        today=moment.date(),
        now=moment,
        choice_label=choice_label,
        repeats=repeats.Nodes(form, answers) if form.repeats else {},
        columns=columns or {},
    )


def holds(tree: Tree, state: State, question: Question) -> bool:
    """Say whether an expression of `question` is true."""
    return truth(evaluate(tree, state.context(question)))


def is_required(question: Question, state: State) -> bool:
    """Say whether an answer is demanded as things stand: nobody has to answer what cannot be answered."""
    if question.required is None or not question.takes_answer or question.read_only:
        return False
    return _can_be_shown(question, state) and holds(question.required, state, question)


def _can_be_shown(question: Question, state: State) -> bool:
    """Say whether there is anything to show: a choice filter may leave no option at all."""
    return question.choice_filter is None or bool(offered(question, state))


def offered(question: Question, state: State, order: Collection[str] = ()) -> list[Choice]:
    """Return the options that a question offers, filtered by its choice filter.

    They come in `order` where one was drawn.
    """
    choices = list(question.choices)
    if question.choice_filter is not None:
        choices = [
            choice
            for choice in choices
            if truth(evaluate(question.choice_filter, state.context(question, choice.columns)))
        ]
    if order:
        rank = {name: position for position, name in enumerate(order)}
        choices.sort(key=lambda choice: rank.get(choice.name, len(rank)))
    return choices


def draw_orders(form: Form, seed: str) -> dict[str, list[str]]:
    """Draw the order of every randomised list. Options named other, unknown or none stay last.

    A question of a repeat has one order for all its rounds.
    A seed that is a number gives everybody the same order; any other is kept apart for each answer by `seed`.
    """
    orders = {}
    for question in form.every_question:
        if question.is_select and question.parameters.get("randomize") == "true":
            given = question.parameters.get("seed", "")
            own = "" if given.lstrip("-").replace(".", "", 1).isdecimal() else seed
            random = Random(f"{own}/{given}/{question.name}")  # noqa: S311
            names = [choice.name for choice in question.choices]
            last = [name for name in names if name in {"other", "unknown", "none", "no_answer"}]
            first = [name for name in names if name not in last]
            random.shuffle(first)
            orders[question.name] = first + last
    return orders


def problems(questions: Collection[Question], state: State) -> list[Problem]:
    """Say what is wrong with the answers to `questions`: what is missing, what breaks a rule."""
    found = []
    for question in questions:
        if question.name not in state.asked or not question.takes_answer:
            continue
        if question.name not in state.answers:
            if is_required(question, state):
                found.append(
                    Problem(question.name, _own(question.required_message, "Please answer this question."))
                )
            continue
        answer = state.answers[question.name]
        names = answer if isinstance(answer, list) else [str(answer)]
        limit = int(question.extras["max"]) if question.is_multiple and "max" in question.extras else None
        if question.constraint is not None and not holds(question.constraint, state, question):
            found.append(
                Problem(question.name, _own(question.constraint_message, "Please check this answer."))
            )
        elif limit is not None and len(names) > limit:
            message = Message("Please choose at most %(limit)s.", {"limit": limit})
            found.append(Problem(question.name, message))
        elif question.choice_filter is not None:
            open_now = {choice.name for choice in offered(question, state)}
            if not set(names) <= open_now:
                found.append(Problem(question.name, Message("Please choose one of the options shown.")))
    return found


def _own(message: Mapping[str, str], fallback: str) -> Message:
    return Message(localized=dict(message)) if message else Message(fallback)


def shown_questions(page: Page, state: State) -> list[Question]:
    """Return the questions and notes of a page that are asked now and have something to show."""
    return [q for q in page.questions if q.name in state.asked and q.is_shown and _can_be_shown(q, state)]


def open_pages(state: State) -> list[Page]:
    """Return the pages that have something to show now, in order."""
    return [page for page in state.form.pages if shown_questions(page, state)]


def unseen(state: State, reached: Collection[str]) -> str:
    """Return the name of the first page that is asked and was not gone through yet, or ''."""
    return next((page.name for page in open_pages(state) if page.name not in reached), "")


def neighbour(state: State, name: str, step: int) -> Page | None:
    """Return the open page before (`step` -1) or after (+1) the page `name`, or None at an end."""
    order = {page.name: position for position, page in enumerate(state.form.pages)}
    here = order[name]
    pages = open_pages(state)
    if step > 0:
        return next((page for page in pages if order[page.name] > here), None)
    return next((page for page in reversed(pages) if order[page.name] < here), None)


def fill(text: str, state: State) -> str:
    """Put answers in the place of `${name}` in a label; the label of an option stands for its name."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1).strip()
        return ", ".join(filter(None, (shown_answer(q, state) for q in repeats.named(state.form, name))))

    return _REFERENCE.sub(value, text) if "${" in text else text


def references_in(text: str) -> list[str]:
    """Return the names of the questions whose answers a label takes in."""
    return [match.group(1).strip() for match in _REFERENCE.finditer(text)]


def shown_answer(question: Question, state: State, separator: str = ", ") -> str:
    """Return an answer as a reader sees it, or '' where there is none."""
    answer = state.answers.get(question.name)
    if answer is None:
        return ""
    if question.type == REPEAT:
        return str(len(answer)) if isinstance(answer, list) else ""
    if question.is_select:
        labels = {
            choice.name: fill_plain(choice.label.get(state.lang, choice.name)) for choice in question.choices
        }
        names = answer if isinstance(answer, list) else [str(answer)]
        return separator.join(labels.get(name, name) for name in names)
    return to_string(float(answer)) if isinstance(answer, int | float) else str(answer)


def fill_plain(text: str) -> str:
    """Return an option's label without references, which options do not resolve."""
    return _REFERENCE.sub("", text)


def kept_answers(state: State) -> dict[str, Answer]:
    """Return what is sent: the answers that count, in form order."""
    return {name: state.answers[name] for name in state.form.questions if name in state.answers}


def length_is_known(state: State, name: str) -> bool:
    """Say whether "page n of m" can be trusted on page `name`.

    It can when no page ahead depends on what is still to be typed.
    """
    order = [page.name for page in state.form.pages]
    here = order.index(name)
    if any(not repeat.counted and order.index(repeat.name) >= here for repeat in state.form.repeats.values()):
        return False
    page_of = {q.name: order.index(page.name) for page in state.form.pages for q in page.questions}
    for page in state.form.pages[here + 1 :]:
        if all(question.relevant for question in page.questions):
            trees = [tree for question in page.questions for tree in question.relevant]
            if any(page_of.get(name, here) >= here for tree in trees for name in references(tree)):
                return False
    return True
