"""How many people live here, by bassin, age or language: published figures that answers are compared with."""
