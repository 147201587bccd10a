"""Anybody who could answer the citizens' questionnaire, for tests over generated people."""

from hypothesis import strategies as st

BASSINS = ["nord", "nord-est", "sud-est", "sud", "centre-ouest"]
ACTIONS = [
    "bassin-dashboard", "service-inventory", "helpdesk", "thematic-concertations", "open-door-week",
    "no-wrong-door", "coming-home", "prevention-meetings", "outreach",
]  # fmt: skip

people = st.fixed_dictionaries(
    {
        "bassin": st.sampled_from([*BASSINS, "unknown"]),
        "profile": st.sampled_from(["inhabitant", "beneficiary", "carer"]),
    },
    optional={
        "looked_for_help": st.sampled_from(["yes", "no", "no_answer"]),
        "found_help": st.sampled_from(["yes", "partly", "no"]),
        "obstacles": st.lists(st.sampled_from(["waiting", "cost", "language"]), unique=True, max_size=3),
        "priorities": st.lists(st.sampled_from(ACTIONS), unique=True, max_size=2),
        "change_nearby": st.text(max_size=40),
    },
)
