"""The command `ateliers meetings`: every meeting with its seats and who came."""

import json
from typing import Annotated

import typer

from app.cli_errors import said_in_one_line


def meetings(
    *,
    programme: Annotated[str, typer.Option(help="Only this programme, such as adc-2022-2023.")] = "",
    bassin: Annotated[
        str, typer.Option(help="Only this bassin, such as nord-est; region for meetings of the whole Region.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON instead of text.")] = False,
) -> None:
    """List meetings, the earliest first: capacity, confirmed, waiting and attended.

    A capacity of none is a meeting without registration; attended is then the headcount.
    """
    from app.db import reading  # noqa: PLC0415
    from app.meetings.overview import meetings_overview  # noqa: PLC0415

    with said_in_one_line(), reading() as session:
        found = meetings_overview(session, programme_code=programme, bassin_code=bassin)
    if as_json:
        typer.echo(json.dumps([line.as_dict() for line in found], ensure_ascii=False, indent=2))
        return
    typer.echo("  starts_at         capacity confirmed  waiting attended  code")
    for line in found:
        counts = (line.capacity, line.confirmed, line.waiting, line.attended)
        cells = "".join(f"{'–' if count is None else count:>9}" for count in counts)
        typer.echo(f"  {line.starts_at:%Y-%m-%d %H:%M} {cells}  {line.code}")
