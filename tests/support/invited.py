"""People who were invited, for the house through which tests walk."""

from uuid import UUID, uuid4

from app.contacts.campaigns import Part
from app.contacts.invite import invite, lay_out_slips
from app.contacts.links import no_mail_link
from app.contacts.models import Contact
from app.db import transaction
from tests.contacts.people import CODE, give_closed_circle, give_upload, links
from tests.meetings.guests import give_guests
from tests.meetings.guests import tokens as guest_tokens


def give_invitations(meeting: str) -> dict[str, str]:
    """Invite people to a consultation and to a meeting, by mail and on paper, and upload a table.

    Return what stands for all of it.
    """
    give_closed_circle()
    list_id, contact_id, upload_id = give_upload()
    with transaction() as session:
        session.add(
            Contact(
                id=uuid4(),
                list_id=int(list_id),
                name="Sam",
                email="",
                language="fr",
                organisation="",
                sector="",
            )
        )
        invite(session, CODE, Part(int(list_id)))
        lay_out_slips(session, CODE, Part(int(list_id)))
    give_guests(meeting, ("lea@example.be", "fr"))
    return {
        "/{lang}/rsvp/{token}": guest_tokens(meeting)["lea@example.be"],
        "/{lang}/c/{code}/i/{token} {code}": CODE,
        "/{lang}/c/{code}/i/{token}": links()["nora@example.be"].rpartition("/")[2],
        "/{lang}/no-mail/{token}": no_mail_link(UUID(contact_id), "fr").rpartition("/")[2],
        "/staff/contacts/{list_id}": list_id,
        "/staff/contacts/{list_id}/people/{contact_id}": contact_id,
        "/staff/contacts/{list_id}/import/{upload_id}": upload_id,
        **{
            f"/staff/consultations/{{code}}/invitations{rest} {{code}}": CODE
            for rest in ("", "/send", "/slips", "/reminder", "/trial")
        },
    }
