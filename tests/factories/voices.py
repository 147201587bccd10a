"""What people answer who say only where they are, who they are and what should come first."""

PROGRAMME = "adc-2022-2023"
ACTIONS = (
    "bassin-dashboard",
    "service-inventory",
    "helpdesk",
    "thematic-concertations",
    "open-door-week",
    "no-wrong-door",
    "coming-home",
    "prevention-meetings",
    "outreach",
)


def citizen(bassin: str, *picks: str, profile: str = "inhabitant") -> dict[str, str | list[str]]:
    """Return what a citizen answers."""
    return {"bassin": bassin, "profile": profile, "priorities": list(picks)}


def professional(bassins: list[str], *picks: str) -> dict[str, str | list[str]]:
    """Return what a professional answers."""
    return {"bassins": bassins, "priorities": list(picks)}
