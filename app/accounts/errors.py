"""What can go wrong with accounts, in words."""

from app.kit.errors import AteliersError


class BusyError(AteliersError):
    """More people are signing in than passwords can be checked; nothing was counted against anybody."""

    status = 503
