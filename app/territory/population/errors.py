"""What can go wrong with population figures."""

from app.kit.errors import NotFoundError


class NoSuchPopulationError(NotFoundError):
    """There are no such figures, or somebody has removed them."""

    def __init__(self) -> None:
        super().__init__("There are no population figures at this address.")
