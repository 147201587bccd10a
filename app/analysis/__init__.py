"""Counting, priorities, privacy and charts: what is said about the answers, computed from tallies.

Nothing here is imported when the service starts: numpy costs start-up time, so the faces import these
modules inside the functions that need them.
"""
