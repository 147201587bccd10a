"""Apache Parquet, in row groups, for programs that read columns."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from app.analysis.export.drain import Drain
from app.consultations.export.columns import Column, Kind
from app.consultations.export.rows import Row
from app.consultations.export.words import column_label
from app.kit.localized import LANGUAGES

GROUP: Final = 5_000
"""Rows per row group: what stands in memory at once."""
_TYPES: Final[dict[Kind, pa.DataType]] = {
    "whole": pa.int64(),
    "decimal": pa.float64(),
    "day": pa.date32(),
    "text": pa.string(),
    "one": pa.string(),
    "pick": pa.int8(),
    "rank": pa.int16(),
}


def parquet_chunks(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """Write codes; the labels are in the metadata of each field, as `label_fr` and `label_nl`."""
    schema = pa.schema(
        [
            pa.field(
                column.name,
                _TYPES[column.kind],
                metadata={f"label_{lang}": column_label(column, lang) for lang in LANGUAGES},
            )
            for column in columns
        ]
    )
    drain = Drain()
    remaining = iter(rows)
    with pq.ParquetWriter(pa.PythonFile(drain, mode="w"), schema, compression="zstd") as writer:
        while batch := list(islice(remaining, GROUP)):
            arrays = [
                pa.array(cells, field.type)
                for cells, field in zip(zip(*batch, strict=True), schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield drain.take()
    yield drain.take()
