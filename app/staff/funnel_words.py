"""A funnel in one sentence, made from its figures."""

from app.kit import i18n
from app.kit.localized import Lang
from app.meetings.funnel import Funnel


def sentence(found: Funnel, lang: Lang) -> str:
    """Say how many were invited, confirmed and came, with the share of the step before of each."""
    clauses = [_invited(found, lang), _confirmed(found, lang), _attended(found, lang)]
    said = ", ".join(clause for clause in clauses if clause)
    if not said:
        return i18n.gettext(lang, "Nobody has been invited or has registered yet.")
    both = i18n.gettext(lang, " and ").join(_shares(found, lang))
    if both:
        said += i18n.gettext(lang, ", among them %(shares)s", shares=both)
    return said + "."


def _invited(found: Funnel, lang: Lang) -> str:
    if not found.invited:
        return ""
    return i18n.ngettext(lang, "%(n)s person was invited", "%(n)s people were invited", found.invited)


def _confirmed(found: Funnel, lang: Lang) -> str:
    step = found.confirmed
    share = i18n.percent(step.share, lang)
    if not step.base:
        if not step.n:
            return ""
        return i18n.ngettext(lang, "%(n)s person confirmed", "%(n)s people confirmed", step.n)
    if not step.n:
        return i18n.gettext(lang, "nobody has confirmed yet")
    if not step.kept:
        return i18n.ngettext(
            lang,
            "%(n)s confirmed without having been invited",
            "%(n)s confirmed without having been invited",
            step.n,
        )
    if step.joined:
        return i18n.ngettext(
            lang,
            "%(n)s confirmed, %(kept)s of them invited (%(share)s of who was invited)",
            "%(n)s confirmed, %(kept)s of them invited (%(share)s of those who were)",
            step.n,
            kept=i18n.number(step.kept, lang),
            share=share,
        )
    return i18n.ngettext(
        lang,
        "%(n)s of them confirmed (%(share)s)",
        "%(n)s of these confirmed (%(share)s)",
        step.n,
        share=share,
    )


def _attended(found: Funnel, lang: Lang) -> str:
    step = found.attended
    if not step.n:
        return ""
    if not step.base:
        return i18n.ngettext(lang, "%(n)s person came", "%(n)s people came", step.n)
    share = i18n.percent(step.share, lang)
    if not step.kept:
        return i18n.ngettext(
            lang,
            "%(n)s came without having confirmed",
            "%(n)s came without having confirmed",
            step.n,
        )
    if step.joined:
        return i18n.ngettext(
            lang,
            "%(n)s came, %(kept)s of them having confirmed (%(share)s of who had)",
            "%(n)s came, %(kept)s of them having confirmed (%(share)s of those who had)",
            step.n,
            kept=i18n.number(step.kept, lang),
            share=share,
        )
    return i18n.ngettext(
        lang,
        "%(n)s came (%(share)s of who confirmed)",
        "%(n)s came (%(share)s of those who confirmed)",
        step.n,
        share=share,
    )


def _shares(found: Funnel, lang: Lang) -> list[str]:
    shares = []
    if found.experience.n:
        shares.append(
            i18n.gettext(
                lang,
                "%(n)s with knowledge from experience (%(share)s)",
                n=i18n.number(found.experience.n, lang),
                share=i18n.percent(found.experience.share, lang),
            )
        )
    if found.all_sittings.n:
        shares.append(
            i18n.gettext(
                lang,
                "%(n)s on all days (%(share)s)",
                n=i18n.number(found.all_sittings.n, lang),
                share=i18n.percent(found.all_sittings.share, lang),
            )
        )
    return shares
