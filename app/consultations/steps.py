"""The way through a questionnaire, step by step: how many came to each, by language and by channel."""

from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.consultations.models import PageVisit
from app.consultations.queries import ConsultationView
from app.consultations.rules import CHECK, SENT
from app.kit.localized import Localized
from app.questionnaires.logic import fill_plain
from app.questionnaires.model import Page
from app.questionnaires.queries import form_of_version

BEGUN: Final = ":begun"
Split = Literal["language", "channel"]


@dataclass(frozen=True)
class Step:
    """One step, with how many came to it, by language and channel."""

    name: str
    label: Localized
    """The name of the page; nothing where the step is none."""
    for_all: bool
    """Whether everybody has to pass: a page that is asked of some people has fewer by itself."""
    came: Counter[tuple[str, str]]

    @property
    def total(self) -> int:
        """Everybody who came."""
        return self.came.total()

    def by(self, split: Split) -> Counter[str]:
        """Return how many came by language or by channel."""
        found: Counter[str] = Counter()
        for (language, channel), n in self.came.items():
            found[language if split == "language" else channel] += n
        return found


def steps(session: Session, consultation: ConsultationView) -> tuple[Step, ...]:
    """Return the steps from the beginning over each page and the check to the sending, in their order.

    The pages are those of the version that is asked now; who sent has gone through all that was asked of
    them. Corrections count nowhere and withdrawals no more. One statement, however many answers there are.
    """
    key = (PageVisit.page, PageVisit.what, PageVisit.language, PageVisit.channel)
    here: dict[str, Counter[tuple[str, str]]] = {}
    reached: dict[str, Counter[tuple[str, str]]] = {}
    rows = session.execute(
        select(*key, func.sum(PageVisit.n))
        .where(PageVisit.consultation_id == consultation.id)
        .group_by(*key)
        .order_by(*key)
    )
    for page, what, language, channel, n in rows:
        side = reached if what == "reached" else here
        side.setdefault(page, Counter())[language, channel] += int(n)
    nobody: Counter[tuple[str, str]] = Counter()
    begun: Counter[tuple[str, str]] = sum(here.values(), Counter())
    form = form_of_version(session, consultation.questionnaire_version_id)
    pages = [
        Step(
            page.name,
            {lang: fill_plain(text) for lang, text in (page.label or page.questions[0].label).items()},
            _is_for_all(page),
            reached.get(page.name, nobody) + here.get(page.name, nobody),
        )
        for page in form.every_page
    ]
    sent = here.get(SENT, nobody)
    checked = here.get(CHECK, nobody) + sent
    return (
        Step(BEGUN, {}, for_all=True, came=begun),
        *pages,
        Step(CHECK, {}, for_all=True, came=checked),
        Step(SENT, {}, for_all=True, came=+sent),
    )


def _is_for_all(page: Page) -> bool:
    return any(not question.relevant for question in page.questions if question.is_shown)
