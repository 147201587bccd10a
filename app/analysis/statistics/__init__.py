"""Statistical methods as pure functions, each with its source; the standard library and numpy only."""
