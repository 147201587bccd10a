"""The words for the stable codes that figures are counted by. `_` is the interface's translator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from app.analysis.chart_texts import Translate
from app.analysis.statistics.priorities import Word
from app.kit import i18n
from app.kit.localized import Lang, Localized
from app.questionnaires.logic import fill_plain
from app.questionnaires.model import Form, Question

REGION, UNKNOWN = "region", "unknown"


@dataclass(frozen=True)
class Words:
    """The words of one language for the codes of every dimension."""

    lang: Lang
    translate: Translate
    bassins: Mapping[str, Localized]

    def of(self, dimension: str) -> dict[str, str]:
        """Return the names of the codes of `bassin`, `profile` or `language`."""
        names = {
            "bassin": place_names(self.bassins, self.lang, self.translate),
            "profile": profile_names(self.translate),
            "language": language_names(self.translate),
        }
        return names[dimension]


def translator(lang: Lang) -> Translate:
    """Return the translator of a language, as charts and sentences take it."""
    return partial(i18n.gettext, lang)


def place_names(bassins: Mapping[str, Localized], lang: Lang, _: Translate) -> dict[str, str]:
    """Return the name of every place that an answer can count in."""
    return {code: name[lang] for code, name in bassins.items()} | {
        REGION: _("The whole Region, chosen as such"),
        UNKNOWN: _("Bassin not known"),
    }


def profile_names(_: Translate) -> dict[str, str]:
    """Return the words for the profiles."""
    return {
        "professional": _("Professionals"),
        "inhabitant": _("Inhabitants"),
        "beneficiary": _("Beneficiaries"),
        "carer": _("Close carers"),
        UNKNOWN: _("Profile not known"),
    }


def language_names(_: Translate) -> dict[str, str]:
    """Return the words for the language in which somebody answered."""
    return {"fr": _("In French"), "nl": _("In Dutch")}


def audience_names(_: Translate) -> dict[str, str]:
    """Return the words for those whom a consultation is put to."""
    return {
        "citizens": _("Citizens"),
        "professionals": _("Professionals"),
        "participants": _("Participants of a meeting"),
    }


def word_names(_: Translate) -> dict[Word, str]:
    """Return the words for how sure a place among the first is."""
    return {
        "clear": _("clear"),
        "likely": _("likely"),
        "open": _("to be settled"),
        "no": _("not a candidate"),
    }


def why_hidden(_: Translate) -> str:
    """Say why figures are hidden, for whoever sees them so."""
    return _("“Hidden” stands where fewer than five people could be recognised, also by subtraction.")


def named(codes: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """Return the names of codes; a code without a name, from an older questionnaire, stands for itself."""
    return [names.get(code, code) for code in codes]


def question_label(form: Form, question: Question) -> Localized:
    """Return the label of a question, behind that of its page where another page asks the same words.

    How important four functions are and how feasible they are is asked with the same four labels: in a list
    of questions only their pages tell them apart.
    """
    page = next((page for page in form.every_page if question in page.questions), None)
    twins = [one for one in form.every_question if one.label == question.label and one.name != question.name]
    return {
        lang: f"{fill_plain(page.label[lang])} – {fill_plain(said)}"
        if page and twins and page.label.get(lang)
        else fill_plain(said)
        for lang, said in question.label.items()
    }
