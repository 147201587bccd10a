"""The methodological support of the demonstration, held against what is documented of it."""

from sqlalchemy.orm import Session

from app.information.group_queries import group
from app.information.page_queries import public_pages
from app.information.queries import requests, year_report
from app.territory.queries import all_bassins


def check_support(session: Session) -> None:
    """Assert the figures of 2023, and that pages, documents and support groups are there."""
    report = year_report(session, 2023)
    assert sorted(line.sittings for line in report.services) == [3, 4, 5, 6, 8, 8, 9, 10, 11]
    assert (len(report.services), report.sittings, report.carried_over) == (9, 64, 3)
    assert [(one.mode, one.services) for one in report.mornings] == [("on_site", 6), ("online", 14)]
    assert (report.applications, report.applications_accepted) == (4, 4)
    assert all(line.invented and line.objective for line in report.services)
    became = [one.meeting_code for one in requests(session, status="accepted", kind="presentation")]
    assert sorted(became) == [f"presentation-{number}" for number in range(1, 10)]
    pages = public_pages(session)
    assert len(pages) == 3
    files = [file for page in pages for one in page.documents for file in one.files.values()]
    assert {file.media_type for file in files} == {"application/pdf"}
    assert all(group(session, bassin.code).members for bassin in all_bassins(session))
