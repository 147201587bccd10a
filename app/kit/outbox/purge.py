"""Empty the mails that could not be sent, when nobody will try them again."""

from datetime import timedelta
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.kit import clock
from app.kit.outbox.models import OutboxMail

KEPT: Final = timedelta(days=30)
"""How long after its last try a mail that failed can be tried again."""


def purge_failed(session: Session) -> int:
    """Empty the mails whose last try is over a month old, as those that were sent; return how many.

    What such a mail was about says more than that it did not leave: a reminder goes to who had not answered.
    """
    gone = session.connection().execute(
        update(OutboxMail)
        .where(OutboxMail.state == "failed", OutboxMail.due_at < clock.now() - KEPT)
        .values(state="dropped", params={}, last_error="")
    )
    session.expire_all()
    return gone.rowcount
