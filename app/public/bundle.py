"""A whole questionnaire in both languages, for the phone: what `app/static/js/phone/` needs to go on alone.

Its pages are made by the templates of the pages themselves, with every question present; its conditions are
the trees that the server computes. It holds nothing of anybody, and its address changes with its content.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from app.consultations.queries import ConsultationView
from app.kit import clock, i18n
from app.kit.localized import LANGUAGES, Lang, other_language
from app.kit.pages import render_text
from app.questionnaires import logic
from app.questionnaires.expressions import references
from app.questionnaires.fields import field_views
from app.questionnaires.kinds import kind_of
from app.questionnaires.logic import State
from app.questionnaires.model import SILENT_TYPES, Form, Page, Question
from app.questionnaires.values import longest

KNOWN_KINDS: Final = frozenset(
    {"note", "text", "email", "url", "number", "decimal", "date", "time", "datetime-local", "select",
     "radios", "checkboxes", "scale", "acknowledge", "rank"}
)  # fmt: skip
"""Kinds of fields that the phone can show and check alone."""
_MOST_KEPT: Final = 32
_INDENTED: Final = re.compile(r"\n\s+(?=<)")
WORDS: Final = (
    "Please answer this question.",
    "Please check this answer.",
    "Please choose at most %(limit)s.",
    "Please choose one of the options shown.",
    "Please keep this under %(longest)s characters: it has %(length)s now.",
    "This does not look like an e-mail address. It should look like name@example.be.",
    "This does not look like an address. It should look like www.example.be.",
    "Please give a whole number, in figures.",
    "Please give a number, in figures.",
    "Please give a date, such as 31/01/2023.",
    "Please give an hour, such as 14:30.",
    "Please give a date and an hour.",
    "Error",
    "Page %(page)s of %(pages)s",
    "Page %(number)s",
    "Continue",
    "Back to my answers",
    "Check your answers",
    "Nothing has been sent yet. You can still change everything.",
    "After sending you receive a code. Nobody can see who you are.",
    "Send my answers",
    "Back",
    "No answer",
    "Change",
)  # fmt: skip
"""Messages that the phone says too, by their ids; they are translated where they are first said."""


def fits(form: Form) -> bool:
    """Say whether the phone can go through a questionnaire alone; else every page comes from the server."""
    return not form.repeats and all(
        question.type in SILENT_TYPES
        or (kind_of(question) in KNOWN_KINDS and not question.appearance & {"year", "month-year"})
        for question in form.questions.values()
    )


_kept: dict[tuple[str, int], tuple[Form, ConsultationView, str, bytes]] = {}


def bundle(consultation: ConsultationView, version_id: int, form: Form) -> tuple[str, bytes]:
    """Return the hash of a bundle and its JSON, made once as long as what it is made from stays the same."""
    key = (consultation.code, version_id)
    kept = _kept.get(key)
    if kept is not None and kept[0] is form and kept[1] == consultation:
        return kept[2:]
    content = {
        "version": version_id,
        "form": phone_form(form),
        "pages": _pages(form),
        "shell": {lang: _shell(consultation, lang) for lang in LANGUAGES},
        "words": {lang: _words(lang) for lang in LANGUAGES},
    }
    raw = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    digest = sha256(raw).hexdigest()[:12]
    _kept[key] = (form, consultation, digest, raw)
    while len(_kept) > _MOST_KEPT:
        # Threads may look for the oldest at the same time; losing one costs only making it again.
        _kept.pop(next(iter(_kept)), None)
    return digest, raw


def bundle_address(consultation: ConsultationView, version_id: int, form: Form, lang: Lang) -> str:
    """Return the address of a bundle, or '' where the phone cannot go through the questionnaire alone."""
    if not fits(form):
        return ""
    digest, _ = bundle(consultation, version_id, form)
    return f"/{lang}/c/{consultation.code}/bundle/{version_id}/{digest}"


def phone_form(form: Form) -> dict[str, Any]:
    """Return what the phone computes with: pages, questions and their conditions, as JSON can hold it."""
    return {
        "pages": [
            {
                "name": page.name,
                "label": page.label,
                "section": page.section,
                "questions": [question.name for question in page.questions],
            }
            for page in form.pages
        ],
        "questions": {name: _question(question) for name, question in form.questions.items()},
    }


def _question(question: Question) -> dict[str, Any]:
    """Return what the phone has to know of a question; what is empty is left out."""
    facts = {
        "type": question.type,
        "label": question.label,
        "relevant": list(question.relevant),
        "required": question.required,
        "requiredMessage": question.required_message,
        "constraint": question.constraint,
        "constraintMessage": question.constraint_message,
        "calculation": question.calculation,
        "filter": question.choice_filter,
        "default": question.default if question.type == "hidden" else "",
        "readOnly": question.read_only,
        "max": int(question.extras["max"]) if question.is_multiple and "max" in question.extras else 0,
        "longest": longest(question) if question.type == "text" else 0,
        "email": "email" in question.appearance,
        "url": "url" in question.appearance,
        "choices": [
            {
                "name": choice.name,
                "label": choice.label,
                **({"columns": choice.columns} if question.choice_filter else {}),
            }
            for choice in question.choices
        ],
        "refers": sorted(_named_in_texts(question)),
    }
    return {name: value for name, value in facts.items() if value}


def _named_in_texts(question: Question) -> set[str]:
    texts = [*question.label.values(), *question.hint.values(), *question.guidance.values()]
    return {name for text in texts for name in logic.references_in(text)}


def _pages(form: Form) -> dict[str, dict[Lang, str]]:
    """Return every page as HTML, each with all its questions; `${name}` stays for the phone to fill in.

    Both languages of a page stand side by side, near enough for compression to see that they are alike.
    """
    states = {lang: _everything(form, lang) for lang in LANGUAGES}
    return {
        page.name: {
            lang: _INDENTED.sub("\n", _page(state.form.pages[place], state)) for lang, state in states.items()
        }
        for place, page in enumerate(form.pages)
    }


def _page(page: Page, state: State) -> str:
    fields = [
        replace(view, optional=view.optional or _may_be_optional(question))
        for view, question in zip(field_views(page, state, {}, {}, typed={}), page.questions, strict=True)
    ]
    label = page.label.get(state.lang, "")
    title = label or state.form.title.get(state.lang, "")
    return render_text(
        "partials/page_fields.html", state.lang, {"fields": fields, "page_label": label, "title": title}
    )


def _may_be_optional(question: Question) -> bool:
    return question.required is not None and bool(references(question.required))


def _everything(form: Form, lang: Lang) -> State:
    """Return the state in which every question is asked and every answer is written as a reference to it."""

    def bare(question: Question) -> Question:
        return replace(question, relevant=(), choice_filter=None)

    pages = tuple(
        replace(page, questions=tuple(bare(q) for q in page.questions if q.type not in SILENT_TYPES))
        for page in form.pages
    )
    questions = {name: bare(question) for name, question in form.questions.items()}
    named: dict[str, Any] = {name: f"${{{name}}}" for name in questions}
    whole = replace(form, pages=pages, questions=questions)
    return State(whole, named, frozenset(questions), clock.local(clock.now()), lang)


def _shell(consultation: ConsultationView, lang: Lang) -> str:
    """Return the page around the questions, without any."""
    return render_text(
        "public/answer/shell.html", lang,
        {
            "consultation": consultation, "shown": {"name": "_"}, "fields": [], "errors": [], "to": "",
            "was": "", "names": "", "draft_token": "", "number": 1, "pages": 0, "page_label": "",
            "is_first": False, "caption": "", "round": None, "rounds": None, "new_round": "",
            "other": other_language(lang), "bundle": "", "path": "",
        },
    )  # fmt: skip


def _words(lang: Lang) -> Mapping[str, str]:
    catalogue = i18n.translations(lang)
    plural = [
        catalogue.ngettext("One point to look at again", "%(n)s points to look at again", n) for n in (1, 2)
    ]
    return {
        **{word: catalogue.gettext(word) for word in WORDS},
        "problem": plural[0],
        "problems": plural[1],
    }
