"""Meetings, their registrations, who was present, and their evaluation."""
