"""The day of a meeting: the door, the sheet of paper beside it, and what has to be ready."""
