"""Which actions every group carries, and which divide them: a panel for the pages on priorities."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.analysis import across_words as say
from app.analysis import charts
from app.analysis.chart_texts import Series, side_by_side_alt
from app.analysis.labels import translator
from app.analysis.panels import Line, Panel
from app.analysis.sight import Sight
from app.analysis.statistics.priorities import Ballots, approval
from app.analysis.statistics.support import SMALLEST_GROUP, Backing, Support, support
from app.analysis.statistics.suppression import THRESHOLD
from app.analysis.together import Hidden
from app.kit import i18n
from app.kit.localized import Lang
from app.programmes.queries import ActionView


@dataclass(frozen=True)
class Group:
    """People told apart from others, with what they picked."""

    code: str
    name: str
    ballots: Ballots
    hidden: Hidden
    """What tables with the other groups, small ones too, hide of it."""


def support_panel(
    ways: Sequence[Sequence[Group]], actions: Sequence[ActionView], *, lang: Lang, sight: Sight
) -> Panel | None:
    """Return how far each action is carried by every group, None where fewer than two have ten people.

    Each of `ways` holds the groups of one way of telling people apart, of which no two share anybody. The
    `actions` are those of the ballot, in its order. For somebody from whom small numbers are hidden, an
    action is left out of every group as soon as one of them would give somebody away.
    """
    _ = translator(lang)
    large = [
        [group for group in way if group.ballots.base >= SMALLEST_GROUP and not group.hidden.base]
        for way in ways
    ]
    groups = [group for way in large for group in way]
    backing = {group.code: _backing(group.ballots) for group in groups}
    gone = _hidden(backing, sight) | {code for group in groups for code in group.hidden.actions}
    found: list[tuple[ActionView, Support | None]] = []
    for action in actions:
        of = [{group.code: backing[group.code][action.code] for group in way} for way in large]
        whole = support(of)
        if whole is None:
            return None
        found.append((action, None if action.code in gone else whole))
    found.sort(key=lambda each: -each[1].mean if each[1] else 1)
    labels = [action.name[lang] for action, _support in found]
    series = [
        Series(
            group.name,
            charts.PARTS[place],
            tuple(
                sight.share(backing[group.code][action.code].k, group.ballots.base) if one else None
                for action, one in found
            ),
            group.ballots.base,
        )
        for place, group in enumerate(groups)
    ]
    names = {group.code: group.name for group in groups}
    most = len(charts.SYMBOLS)
    seen = [(action.name[lang], one) for action, one in found if one]
    return Panel(
        key="support",
        title=_("Support across groups"),
        note=say.note(seen, names, lang=lang),
        figure=charts.side_by_side_chart(labels, series, lang=lang) if len(series) <= most else None,
        alt=side_by_side_alt(labels, series, lang=lang, _=_),
        heading=_("Action"),
        columns=(*(one.name for one in series), _("At least"), _("Across groups"), _("In a word")),
        lines=tuple(
            Line(
                label,
                (
                    *(i18n.percent(one.shares[place], lang) for one in series),
                    i18n.percent(whole.least if whole else None, lang),
                    i18n.percent(whole.mean if whole else None, lang),
                    say.word(whole, names, lang=lang),
                ),
                values=(
                    *(one.shares[place] for one in series),
                    whole.least if whole else None,
                    whole.mean if whole else None,
                    None,
                ),
            )
            for place, (label, (_action, whole)) in enumerate(zip(labels, found, strict=True))
        ),
        basis=say.basis([(group.name, group.ballots.base) for group in groups], lang=lang),
        stability=_(
            "“Across groups” is low as soon as one group is low. An action divides where two groups differ by"
            " at least 20 points, and so clearly that similar people would most probably differ too."
            " Groups of fewer than ten people are left out."
        ),
        topic="groups",
    )


def _backing(ballots: Ballots) -> dict[str, Backing]:
    return {option: Backing(one.n, ballots.base) for option, one in approval(ballots).items()}


def _hidden(backing: dict[str, dict[str, Backing]], sight: Sight) -> set[str]:
    """Return the actions that a reader may not see in any group.

    What one group hides is hidden in all of them: beside the total of everybody, the other groups would tell
    it. Nor is a share shown that speaks of the few who did not choose the action.
    """
    if not sight.protects:
        return set()
    gone = set()
    for group in backing.values():
        row = sight.row({option: one.k for option, one in group.items()})
        gone |= {option for option, n in row.items() if n is None}
        gone |= {option for option, one in group.items() if 0 < one.n - one.k < THRESHOLD}
    return gone
