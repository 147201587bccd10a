"""What has to be forgotten is forgotten: retention periods, kept by every process at once without harm."""

import logging
import threading

from app.accounts.looks import purge_looks
from app.consultations.files import purge_files, sweep_files
from app.consultations.gate import purge_gate
from app.consultations.models import AnswerChoice, AnswerFile, Draft, Entry, Response, Ticket
from app.consultations.paper.purge import purge_sheets
from app.consultations.purge import purge_drafts
from app.consultations.retention import purge_texts
from app.contacts.purge import purge_lists, purge_results_wishes, purge_uploads
from app.db import reading, transaction
from app.information.documents import stored_names
from app.information.forget import purge_requests
from app.kit.forget_order import forget_order
from app.kit.outbox.purge import purge_failed
from app.meetings.day.purge import purge_days
from app.meetings.minutes.review import purge_revisions
from app.meetings.purge import purge_registrations

KEPT_WITHOUT_ORDER = (Response, AnswerChoice, AnswerFile, Draft, Ticket, Entry)
"""Tables in which nothing may tell who came before whom."""

log = logging.getLogger("ateliers.housekeeping")

FIRST_PAUSE = 60.0
"""Seconds: a service that has just started answers people first."""
HOUR = 3600.0


def purge() -> dict[str, int]:
    """Remove everything whose time is over; return how many rows of each kind went."""
    with transaction() as session:
        return {
            "drafts": purge_drafts(session),
            "texts": purge_texts(session),
            "files": purge_files(session),
            "beginnings": purge_gate(session),
            "paper_sheets": purge_sheets(session),
            "registrations": purge_registrations(session),
            "minutes_revisions": purge_revisions(session),
            "meeting_days": purge_days(session),
            "requests": purge_requests(session),
            "results_wishes": purge_results_wishes(session),
            "contact_lists": purge_lists(session),
            "uploads": purge_uploads(session),
            "mails": purge_failed(session),
            "looks": purge_looks(session),
        }


def run_housekeeping(stop: threading.Event) -> None:
    """Purge soon and then every hour until `stop` is set.

    A failure is logged and tried again an hour later.
    """
    pause = FIRST_PAUSE
    while not stop.wait(pause):
        pause = HOUR
        try:
            purge()
            with reading() as session:
                sweep_files(session, stored_names(session))
            forget_order(KEPT_WITHOUT_ORDER)
        except Exception:
            log.exception("the purge failed and is tried again in an hour")
