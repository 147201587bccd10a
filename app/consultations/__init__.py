"""A questionnaire put to people: drafts, responses, receipts and their tallies."""
