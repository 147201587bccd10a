"""The pages on differences between groups: what can be compared, and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from app.analysis.compared import Asked, asked_by, earlier_rounds, pairs_of_programme
from app.analysis.difference_comparisons import (
    Differences,
    Reader,
    Scene,
    Wish,
    between_bassins,
    between_two,
)
from app.analysis.difference_panels import Names
from app.analysis.groups import Alike, answers
from app.analysis.labels import Words
from app.analysis.subjects import Subject, subject_of
from app.analysis.together import Hidden, hidden_in
from app.kit.localized import LANGUAGES as LANGUAGE_CODES

__all__ = ["Differences", "Reader", "Wish", "consultation_differences", "programme_differences"]

BASSINS: Final = "bassins"
LANGUAGES: Final = "languages"
_EVERYTHING: Final[tuple[Alike, ...]] = ("bassin", "profile", "language")


def consultation_differences(
    session: Session, subject: Subject, wish: Wish, *, reader: Reader
) -> Differences:
    """Return what differs inside one consultation: between bassins, languages, or earlier rounds of it.

    At most ten statements.
    """
    words, _ = reader.words, reader.words.translate
    asked = asked_by(session, subject.consultation, subject.ballot, reader.lang)
    mine = [code for code in subject.places if code in reader.bassins]
    rounds = {f"with-{one.consultation.code}": one for one in earlier_rounds(session, asked, reader.lang)}
    places = _places(reader, mine)
    comparisons = _comparisons(mine if places else (), rounds, words)
    if reader.sight.protects and _chosen(wish.between, [*comparisons]) == LANGUAGES:
        # Bassin, language and answer would be three dimensions, which live pages do not protect together.
        places = []
    settled, unknown = _settle(wish, [*asked.questions], [*comparisons], places)
    base = Differences(
        tuple((name, one.label) for name, one in asked.questions.items()),
        tuple(comparisons.items()),
        tuple((code, reader.bassins[code][reader.lang]) for code in places),
        settled,
        unknown,
    )
    if not settled.question:
        return base
    scene = Scene(reader, asked.questions[settled.question], settled.bassin)
    if scene.question.question.role == "priority_ballot":
        scene = replace(scene, hidden=_hidden(session, subject, settled, rounds, places, reader=reader))
    version = subject.consultation.questionnaire_version_id
    group = answers(session, subject.consultation, scene.question.question, version=version)
    if settled.between == BASSINS:
        return between_bassins(base, scene, group, mine, places)
    if settled.between == LANGUAGES:
        parts = group.only("language", "fr"), group.only("language", "nl")
        pair = Names(_("Answers in French"), _("Answers in Dutch"))
        return between_two(
            base, scene, parts, pair, alike=("bassin", "profile"), notes=(_everybody(reader, places),)
        )
    before = rounds[settled.between]
    if settled.question not in before.questions:
        text = _("This question was not asked in that round, or not with the same options.")
        return replace(base, sentences=(text,))
    past = answers(session, before.consultation, scene.question.question, version=version)
    note = _(
        "Nobody knows who answered both times: the two rounds are compared as if they were different people."
    )
    names_of_rounds = Names(asked.name(reader.lang), before.name(reader.lang))
    return between_two(
        base,
        scene,
        (group, past),
        names_of_rounds,
        alike=_EVERYTHING,
        notes=(note, _everybody(reader, places)),
    )


def programme_differences(
    session: Session, programme_code: str, wish: Wish, *, reader: Reader
) -> Differences:
    """Return what differs between citizens and professionals who were asked the same question.

    About a dozen statements.
    """
    _ = reader.words.translate
    pairs = {
        f"{one.consultation.code}~{other.consultation.code}": (one, other)
        for one, other in pairs_of_programme(session, programme_code, reader.lang)
    }
    comparisons = {
        key: _(
            "%(first)s and %(second)s",
            first=one.consultation.title[reader.lang],
            second=other.consultation.title[reader.lang],
        )
        for key, (one, other) in pairs.items()
    }
    chosen = pairs.get(wish.between) or next(iter(pairs.values()), None)
    places = _places(reader, [*reader.bassins])
    common = chosen[0].in_common(chosen[1]) if chosen else {}
    settled, unknown = _settle(wish, [*common], [*comparisons], places)
    base = Differences(
        tuple((name, one.label) for name, one in common.items()),
        tuple(comparisons.items()),
        tuple((code, reader.bassins[code][reader.lang]) for code in places),
        settled,
        unknown,
    )
    if chosen is None or not settled.question:
        return base
    scene = Scene(reader, common[settled.question], settled.bassin)
    if scene.question.question.role == "priority_ballot":
        asking = [subject_of(session, each.consultation) for each in chosen]
        scene = replace(scene, hidden={"": hidden_in(session, asking, reader.sight, bassin=settled.bassin)})
    one, other = (
        answers(
            session,
            each.consultation,
            each.questions[settled.question].question,
            version=each.consultation.questionnaire_version_id,
        )
        for each in chosen
    )
    note = _(
        "Two questionnaires and two groups of people: their shares stand side by side and are never added up."
    )
    return between_two(
        base,
        scene,
        (one, other),
        Names(_("Citizens"), _("Professionals")),
        alike=("bassin",),
        notes=(note, _everybody(reader, places)),
    )


def _hidden(
    session: Session,
    subject: Subject,
    wish: Wish,
    rounds: Mapping[str, Asked],
    places: Sequence[str],
    *,
    reader: Reader,
) -> dict[str, Hidden]:
    """Return what the pages on priorities hide of the groups that are compared, and of these together."""
    sight = reader.sight
    whole = hidden_in(session, [subject], sight)
    if wish.between == BASSINS:
        return {code: whole | hidden_in(session, [subject], sight, bassin=code) for code in places}
    if wish.between == LANGUAGES:
        french, dutch = (hidden_in(session, [subject], sight, language=code) for code in LANGUAGE_CODES)
        return {"": whole | french | dutch}
    both = [subject, subject_of(session, rounds[wish.between].consultation)]
    return {"": hidden_in(session, both, sight, bassin=wish.bassin)}


def _comparisons(mine: Sequence[str], rounds: Mapping[str, Asked], words: Words) -> dict[str, str]:
    _ = words.translate
    found = {BASSINS: _("The bassins")} if len(mine) > 1 else {}
    found[LANGUAGES] = _("The languages")
    return found | {code: _("With %(round)s", round=one.name(words.lang)) for code, one in rounds.items()}


def _settle(
    wish: Wish, questions: Sequence[str], comparisons: Sequence[str], places: Sequence[str]
) -> tuple[Wish, bool]:
    """Return what is shown, and whether the address asked for something else that is not there."""
    known = Wish(
        _chosen(wish.question, questions),
        _chosen(wish.between, comparisons),
        wish.bassin if wish.bassin in places else "",
    )
    if known.between == BASSINS and len(places) == 1:
        known = replace(known, bassin=places[0])
    asked = ((wish.question, known.question), (wish.between, known.between), (wish.bassin, known.bassin))
    return known, any(one and one != other for one, other in asked)


def _chosen(wanted: str, offered: Sequence[str]) -> str:
    """Return what is wanted where it is offered, else what is offered first."""
    return wanted if wanted in offered else next(iter(offered), "")


def _places(reader: Reader, codes: Sequence[str]) -> list[str]:
    """Return the bassins that may be looked at one by one.

    Who sees all of them could subtract them from everybody, which hides what one of them hides.
    """
    seen = [code for code in codes if code in reader.visible]
    return [] if reader.sight.protects and len(seen) == len(codes) else seen


def _everybody(reader: Reader, places: Sequence[str]) -> str:
    if places or not reader.sight.protects:
        return ""
    _ = reader.words.translate
    return _("To protect small groups, you see the figures of everybody.")
