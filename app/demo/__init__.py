"""The demonstration: documented figures, invented answers, replayed through the use cases."""
