"""The exports that need a library or a format of their own, imported when one is asked for."""
