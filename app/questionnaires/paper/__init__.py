"""A questionnaire on paper: its numbers, its printed form, and what is typed from a filled-in sheet."""
