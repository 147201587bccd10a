"""Consultations, answers and choices that tests start from, made by the same use cases as in life."""
