"""Changing a questionnaire row by row: what a screen shows of it, and what a screen writes into it.

Pure functions of a workbook. Every cell that nobody touched stays as it was written: unknown columns, further
sheets, older names of columns and languages that the screen does not show included.
"""
