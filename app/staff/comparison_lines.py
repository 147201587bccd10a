"""A comparison of two versions made ready to be read: each text with the words that changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.kit.localized import Lang, Localized
from app.questionnaires.compare import Change, Comparison, Degree, Item, TextChange, questions_of
from app.questionnaires.logic import fill_plain
from app.questionnaires.mapping import Fates
from app.questionnaires.wording import Piece, pieces


@dataclass(frozen=True)
class TextLine:
    """A text that changed in one language."""

    what: str
    language: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True)
class ItemLine:
    """A question, option or page that changed."""

    kind: str
    name: str
    label: str
    degree: Degree
    changes: Sequence[Change]
    texts: list[TextLine]
    options: list["ItemLine"]
    same_as: str = ""
    """Label of the question whose options changed in the same way, where they are not told again."""


@dataclass(frozen=True)
class ComparisonLines:
    """Everything that changed, in the order of the questionnaire."""

    degree: Degree
    items: list[ItemLine]

    def count(self, degree: Degree) -> int:
        """Return how many items changed as much as that."""
        return sum(item.degree == degree for item in self.items)


@dataclass(frozen=True)
class FateLine:
    """What became of an old question or option; `after` is '' where it is kept apart."""

    kind: str
    before: str
    after: str
    question: str


def comparison_lines(comparison: Comparison, lang: Lang) -> ComparisonLines:
    """Return a comparison in words of the reader's language, where the questionnaire has it."""
    told: list[tuple[tuple[Item, ...], str]] = []
    lines = []
    for item in comparison.items:
        line = _item(item, lang)
        before = next((label for options, label in told if options == item.options), "")
        if before and len(item.options) > 1:
            line = replace(line, options=[], same_as=before)
        else:
            told.append((item.options, line.label))
        lines.append(line)
    return ComparisonLines(comparison.degree, lines)


def fate_lines(comparison: Comparison, fates: Fates, lang: Lang) -> list[FateLine]:
    """Return what was said of old questions and options."""
    before, after = questions_of(comparison.before), questions_of(comparison.after)

    def label(questions: dict[str, Localized], name: str) -> str:
        return in_words(questions.get(name, {}), lang, name)

    old = {name: question.label for name, question in before.items()}
    new = {name: question.label for name, question in after.items()}
    lines = [
        FateLine("question", label(old, name), label(new, target) if target else "", "")
        for name, target in fates.questions.items()
    ]
    told: set[tuple[object, ...]] = set()
    for name, said in fates.options.items():
        if (key := (before[name].list_name, *said.items())) in told:
            continue
        told.add(key)
        target = fates.questions.get(name, name)
        olds = {choice.name: choice.label for choice in before[name].choices}
        news = {choice.name: choice.label for choice in after[target].choices} if target else {}
        lines += [
            FateLine("option", label(olds, one), label(news, other) if other else "", label(old, name))
            for one, other in said.items()
        ]
    return lines


def in_words(label: Localized, lang: Lang, otherwise: str) -> str:
    """Return a label in the reader's language or any other, on one line; `otherwise` where there is none."""
    text = label.get(lang) or next((text for text in label.values() if text), "")
    return " ".join(fill_plain(text).split()) or otherwise


def _item(item: Item, lang: Lang) -> ItemLine:
    return ItemLine(
        item.kind,
        item.name,
        in_words(item.label, lang, item.name),
        item.degree,
        item.changes,
        [_text(text) for text in item.texts],
        [_item(option, lang) for option in item.options],
    )


def _text(text: TextChange) -> TextLine:
    found = pieces(text.before, text.after)
    return TextLine(
        text.what,
        text.language,
        tuple(piece for piece in found if piece.kind != "in"),
        tuple(piece for piece in found if piece.kind != "out"),
    )
