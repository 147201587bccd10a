"""What was changed after people said how their meetings went."""
