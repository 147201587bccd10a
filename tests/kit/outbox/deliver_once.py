"""A worker in a process of its own, at the moment given as its argument."""

import sys
from datetime import datetime

from app.kit import clock
from app.kit.outbox.worker import deliver_due
from app.meetings import mails
from tests.kit.outbox import notes

if __name__ == "__main__":
    assert notes.NOTE
    assert mails.TOLD_WHILE
    with clock.set_to(datetime.fromisoformat(sys.argv[1])):
        deliver_due()
