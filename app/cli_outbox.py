"""The command `ateliers outbox`: what became of the mails that left."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli_errors import fail, said_in_one_line

outbox = typer.Typer(help="Mails that left: read the reports of those that came back.", no_args_is_help=True)


@outbox.callback()
def about() -> None:
    """Keep `bounces` a command of its own while it is the only one."""


@outbox.command()
def bounces(
    mailbox: Annotated[
        Path, typer.Argument(help="A Maildir folder or an mbox file with the sender's incoming mail.")
    ],
) -> None:
    """Note the addresses that mail servers say do not exist, from the reports that they sent back."""
    from app.contacts.bounces import note_bounces, read_mailbox  # noqa: PLC0415
    from app.db import transaction  # noqa: PLC0415
    from app.meetings.bounces import mark_bounced  # noqa: PLC0415

    with said_in_one_line():
        try:
            with transaction() as session:
                found = note_bounces(session, read_mailbox(mailbox))
                registered = mark_bounced(session, found.addresses)
        except OSError as error:
            fail(f"{mailbox}: {error.strerror}")
    typer.echo(
        f"{found.reports} reports on our mails, {len(found.addresses)} addresses that do not exist, "
        f"{found.contacts + registered} people marked."
    )
