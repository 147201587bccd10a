"""A programme with its strands, functions, actions and ballots."""
