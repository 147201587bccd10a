"""Ateliers: bilingual participatory consultation by territory."""
