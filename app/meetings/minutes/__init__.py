"""The minutes of meetings: items in two languages, their revisions, review and publication."""
