"""Answers on paper: sheets have a number, are typed in twice, compared, and then count like any other."""
