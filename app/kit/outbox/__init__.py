"""Mails as rows: written in the transaction of the event, sent after its commit by a worker."""
