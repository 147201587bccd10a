"""What can stop somebody who wants to come to a meeting, in words for that person."""

from app.kit.errors import AteliersError, ConflictError, GoneError, NotFoundError
from app.meetings.rules import Opening


class NoSuchMeetingError(NotFoundError):
    """No meeting has this code, or it is not public yet."""

    def __init__(self) -> None:
        super().__init__("There is no such meeting.")


class NoSuchRegistrationError(NotFoundError):
    """The link is not one of ours, or what it led to was erased."""

    def __init__(self) -> None:
        super().__init__("This link does not lead to a registration. Please check that you copied all of it.")


class NotYetOpenError(ConflictError):
    """The registration period has not begun."""

    def __init__(self) -> None:
        super().__init__("One cannot register for this meeting yet.")


class RegistrationClosedError(GoneError):
    """The registration period is over."""

    def __init__(self) -> None:
        super().__init__("The registration for this meeting is closed.")


class AddressNotProvenError(ConflictError):
    """Only whoever reads the mails of the address may answer for it."""

    def __init__(self) -> None:
        super().__init__(
            "Please use the link in the mail that we sent you. It shows that the address is yours."
        )


class NotRegisteredError(ConflictError):
    """The registration counts no more, so nothing of it can be changed."""

    def __init__(self) -> None:
        super().__init__("You are no longer registered for this meeting.")


class MeetingOverError(GoneError):
    """The meeting has ended."""

    def __init__(self) -> None:
        super().__init__("This meeting is over.")


class MeetingCancelledError(GoneError):
    """The meeting will not take place."""

    def __init__(self) -> None:
        super().__init__("This meeting has been cancelled.")


class NoRegistrationNeededError(ConflictError):
    """The meeting takes no registrations."""

    def __init__(self) -> None:
        super().__init__("You do not need to register for this meeting.")


class AlreadyPresentError(ConflictError):
    """Somebody who was there cannot give the seat back any more."""

    def __init__(self) -> None:
        super().__init__("You have been welcomed at this meeting: there is no seat to give back any more.")


class NotToBeEvaluatedError(ConflictError):
    """No evaluation form can be given; the message says why."""


class EvaluationsUsedUpError(ConflictError):
    """As many forms were opened as people were noted as present."""

    def __init__(self) -> None:
        super().__init__(
            "As many forms have been opened as people were noted as present."
            " Please ask somebody of the team to note that you are there."
        )


def refusal(opening: Opening) -> AteliersError:
    """Return the error that says why nobody can register.

    Raises:
        ValueError: registration is open.
    """
    errors: dict[Opening, type[AteliersError]] = {
        Opening.DRAFT: NoSuchMeetingError,
        Opening.CANCELLED: MeetingCancelledError,
        Opening.PAST: MeetingOverError,
        Opening.NOT_YET: NotYetOpenError,
        Opening.CLOSED: RegistrationClosedError,
        Opening.NO_REGISTRATION: NoRegistrationNeededError,
    }
    if opening not in errors:
        raise ValueError("registration is open")
    return errors[opening]()  # type: ignore[call-arg]
