"""What the addresses of pages may hold."""

from typing import Annotated, Final

from fastapi import Path

LARGEST: Final = 2_147_483_647
"""The largest whole number that a column of either database holds."""

RowNumber = Annotated[int, Path(ge=0, le=LARGEST)]
"""The number of a row in an address. A larger one leads nowhere, as one that nobody has."""
