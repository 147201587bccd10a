"""What people, machines and their mistakes put into fields: texts and names of fields for bad input."""

from hypothesis import strategies as st

NASTY = [
    "", " ", "0", "-1", "999999999999999999999", "1e309", "NaN", "'; DROP TABLE response; --",
    "<script>alert(1)</script>", "${7*7}", "{{7*7}}", "%s%n", "../../etc/passwd", "\u202eretsof",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🧑‍🦽", "مرحبا", "a" * 5_001, "\ufffd", "é" * 301,
    "2023-02-30", "32/01/2023", "99:99", "fr", "nl", "nord", "helpdesk", "lang:de", "next", "null", "true",
    "[]",
]  # fmt: skip
values = st.one_of(st.sampled_from(NASTY), st.text(max_size=60))
names = st.one_of(
    st.sampled_from(
        ["go", "shown", "to", "draft", "email", "password", "name", "next", "lang", "profile", "language"]
    ),
    st.text(min_size=1, max_size=20),
)
