"""The only place that holds figures in pandas frames: small tables of counts and shares for the screens."""

from collections.abc import Mapping, Sequence

import pandas as pd
from sqlalchemy.orm import Session

from app.analysis.priorities import Priorities
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


def shares_frame(by_place: Mapping[str, Priorities]) -> pd.DataFrame:
    """Return the share of each action (rows, in the order of the ballot) in each place (columns).

    Shares are between 0 and 1, and missing in a place where nobody chose anything.
    """
    columns = {
        place: pd.Series({row.action.code: row.share for row in found.rows}, dtype="Float64")
        for place, found in by_place.items()
    }
    return pd.DataFrame(columns)
