"""What every domain uses and what knows nothing of our subject."""
