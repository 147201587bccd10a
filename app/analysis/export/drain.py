"""A file that is emptied while it is written, so that a whole file never stands in memory."""


class Drain:
    """What a writer takes for a file. It cannot be read or rewound; `take` gives what was written since."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._written = 0
        self.closed = False

    def write(self, data: bytes) -> int:
        """Keep a piece until it is taken."""
        piece = bytes(data)
        self._parts.append(piece)
        self._written += len(piece)
        return len(piece)

    def tell(self) -> int:
        """Return how many bytes were written so far, taken or not."""
        return self._written

    def flush(self) -> None:
        """Do nothing: what is written can be taken at once."""

    def close(self) -> None:
        """Note that nothing more comes."""
        self.closed = True

    def take(self) -> bytes:
        """Return what was written since the last time, and forget it."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken
