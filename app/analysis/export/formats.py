"""The files that can be exported, and how each is written.

The libraries that some of them need are loaded when such a file is asked for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from sqlalchemy.orm import Session

from app.consultations.export.columns import Column
from app.consultations.export.csv import EXCEL, csv_chunks
from app.consultations.export.gaps import gap_templates
from app.consultations.export.jsonl import jsonl_chunks
from app.consultations.export.rows import Row, Table, read_rows, table_of
from app.consultations.export.words import Wording, harmless, header, writings
from app.consultations.figures import total_responses
from app.consultations.models import Consultation
from app.consultations.queries import consultation_by_code
from app.db import reading
from app.kit import clock
from app.kit.i18n import gettext
from app.kit.localized import Lang, is_language

Family = Literal["xlsx", "excel", "csv", "sav", "dta", "parquet", "jsonl", "codebook", "ddi"]


@dataclass(frozen=True, slots=True)
class Format:
    """A file that can be asked for; its name is the end of its address."""

    name: str
    family: Family
    wording: Wording
    media_type: str

    @property
    def holds_answers(self) -> bool:
        """Whether it holds what people answered, and not only what the questionnaire asks."""
        return self.family not in {"codebook", "ddi"}


_MEDIA: Final[Mapping[Family, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "excel": "text/csv; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "sav": "application/x-spss-sav",
    "dta": "application/x-stata-dta",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/jsonl",
    "codebook": "text/csv; charset=utf-8",
    "ddi": "application/xml",
}
_NAMES: Final[Sequence[tuple[str, Family, Wording]]] = (
    ("codes.xlsx", "xlsx", "codes"),
    ("fr.xlsx", "xlsx", "fr"),
    ("nl.xlsx", "xlsx", "nl"),
    ("excel-codes.csv", "excel", "codes"),
    ("excel-fr.csv", "excel", "fr"),
    ("excel-nl.csv", "excel", "nl"),
    ("codes.csv", "csv", "codes"),
    ("fr.csv", "csv", "fr"),
    ("nl.csv", "csv", "nl"),
    ("fr.sav", "sav", "fr"),
    ("nl.sav", "sav", "nl"),
    ("fr.dta", "dta", "fr"),
    ("nl.dta", "dta", "nl"),
    ("codes.parquet", "parquet", "codes"),
    ("codes.jsonl", "jsonl", "codes"),
    ("codebook.csv", "codebook", "codes"),
    ("ddi.xml", "ddi", "codes"),
)
_LONGEST_TITLE: Final = 31
FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {name: Format(name, family, wording, _MEDIA[family]) for name, family, wording in _NAMES}
)


def file_name(code: str, name: str, *, open_answers: bool, repeat: str = "") -> str:
    """Return the name of a downloaded file, which says whether it holds open answers, and of which repeat."""
    marked = "-open" if open_answers else ""
    table = f"-{repeat}" if repeat else ""
    return f"{code}-{clock.today().isoformat()}{marked}{table}-{name}"


def export_chunks(code: str, name: str, *, open_answers: bool, repeat: str = "") -> Iterator[bytes]:
    """Write an export of a consultation, piece by piece, in a reading session of its own.

    With `repeat`, it is the table of the rounds of a repeat.

    Raises:
        KeyError: there is no such format.
        NoSuchConsultationError: no consultation has this code.
        NotFoundError: the questionnaire has no such repeat.
    """
    write = _WRITERS[FORMATS[name].family]
    with reading() as session:
        consultation = consultation_by_code(session, code)
        table = table_of(session, consultation, open_answers=open_answers, repeat=repeat)
        yield from write(session, table, consultation, FORMATS[name].wording)


Writer = Callable[[Session, Table, Consultation, Wording], Iterator[bytes]]


def _csv(session: Session, table: Table, _: Consultation, wording: Wording) -> Iterator[bytes]:
    return csv_chunks(table.columns, read_rows(session, table), wording)


def _excel(session: Session, table: Table, _: Consultation, wording: Wording) -> Iterator[bytes]:
    return csv_chunks(table.columns, read_rows(session, table), wording, EXCEL)


def _jsonl(session: Session, table: Table, _: Consultation, _wording: Wording) -> Iterator[bytes]:
    return jsonl_chunks(table.columns, read_rows(session, table))


def _xlsx(session: Session, table: Table, _: Consultation, wording: Wording) -> Iterator[bytes]:
    from app.analysis.export.codebook import codebook_heads, codebook_rows  # noqa: PLC0415 - when asked for
    from app.analysis.export.xlsx import workbook_chunks  # noqa: PLC0415 - when asked for

    names = ("answers", "codebook")
    if is_language(wording):
        names = (gettext(wording, "Answers"), gettext(wording, "Codebook"))
    tables = (table, *table.children)
    sheets = [
        (
            title,
            [harmless(head) for head in header(one.columns, wording)],
            _written(one.columns, read_rows(session, one), wording),
        )
        for one, title in zip(tables, _titles(tables, names), strict=True)
    ]
    explained = (row for one in tables for row in codebook_rows(one.columns, wording, table=one.repeat))
    return workbook_chunks([*sheets, (names[1], codebook_heads(wording), explained)])


def _titles(tables: Sequence[Table], taken: Sequence[str]) -> list[str]:
    """Return the titles of the sheets: the responses', and the names of the repeats.

    Excel has titles of 31 characters at most, and does not tell capitals from small letters.
    """
    found: list[str] = []
    for number, table in enumerate(tables):
        title = table.repeat[:_LONGEST_TITLE] or taken[0]
        others = {other.lower() for other in (*found, *(taken if table.repeat else ()))}
        found.append(f"{title[: _LONGEST_TITLE - 4]}_{number}" if title.lower() in others else title)
    return found


def _sav(session: Session, table: Table, _: Consultation, wording: Wording) -> Iterator[bytes]:
    from app.analysis.export.statistical import sav_chunks  # noqa: PLC0415 - loads pandas

    lang = _language(wording)
    return sav_chunks(table.columns, _with_gaps(session, table), lang, table.title[lang])


def _dta(session: Session, table: Table, _: Consultation, wording: Wording) -> Iterator[bytes]:
    from app.analysis.export.statistical import dta_chunks  # noqa: PLC0415 - loads pandas

    lang = _language(wording)
    return dta_chunks(table.columns, _with_gaps(session, table), lang, table.title[lang])


def _parquet(session: Session, table: Table, _: Consultation, _wording: Wording) -> Iterator[bytes]:
    from app.analysis.export.parquet import parquet_chunks  # noqa: PLC0415 - loads pyarrow

    return parquet_chunks(table.columns, read_rows(session, table))


def _codebook(_session: Session, table: Table, _: Consultation, wording: Wording) -> Iterator[bytes]:
    from app.analysis.export.codebook import codebook_csv  # noqa: PLC0415 - when asked for

    return codebook_csv({one.repeat: one.columns for one in (table, *table.children)}, wording)


def _ddi(session: Session, table: Table, consultation: Consultation, _wording: Wording) -> Iterator[bytes]:
    from app.analysis.export.ddi import ddi_document  # noqa: PLC0415 - when asked for

    yield ddi_document(
        table,
        responses=total_responses(session, table.consultation_id),
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
        made_on=clock.today(),
        file_name=f"{table.code}-codes.csv",
    )


_WRITERS: Final[Mapping[Family, Writer]] = {
    "xlsx": _xlsx,
    "excel": _excel,
    "csv": _csv,
    "sav": _sav,
    "dta": _dta,
    "parquet": _parquet,
    "jsonl": _jsonl,
    "codebook": _codebook,
    "ddi": _ddi,
}


def _with_gaps(session: Session, table: Table) -> Iterator[Row]:
    return read_rows(session, table, gap_templates(table.columns, table.versions))


def _written(columns: Sequence[Column], rows: Iterator[Row], wording: Wording) -> Iterator[Row]:
    """Put labels in the place of codes and make texts harmless, as in CSV."""
    cells = writings(columns, wording)
    for row in rows:
        for place, written in cells:
            if row[place] is not None:
                row[place] = written(row[place])
        yield row


def _language(wording: Wording) -> Lang:
    return wording if is_language(wording) else "fr"
