"""Tools of the workshop: `python -m scripts.<name>`, called by the Makefile."""
