"""The only place that holds figures in pandas frames: small tables of counts and shares for the screens."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy.orm import Session

from app.consultations.figures import participation_by
from app.consultations.rules import EVERYWHERE

TOTAL = "total"


def participation_frame(
    session: Session,
    consultation_id: int,
    rows: str,
    columns: str,
    *,
    row_codes: Sequence[str],
    column_codes: Sequence[str],
    bassin: str = "",
    profile: str = "",
) -> pd.DataFrame:
    """Return how many people answered, codes of `rows` by codes of `columns`, with a last column `total`.

    `rows` is bassin, profile or language; `columns` is profile or language. Codes that the questionnaire
    offers are there with 0; others that were counted come after them. One statement per column.
    """
    counted = {}
    for code in column_codes:
        narrowed = {"profile": profile, "language": ""} | {columns: code}
        counted[code] = participation_by(
            session, [consultation_id], rows, bassin=bassin or EVERYWHERE, **narrowed
        )
    frame = pd.DataFrame(counted, dtype="Int64").fillna(0)
    codes = [*row_codes, *(code for code in frame.index if code not in row_codes)]
    frame = frame.reindex(index=codes, columns=list(column_codes), fill_value=0).astype(int)
    frame[TOTAL] = frame.sum(axis=1)
    return frame
