"""What people wrote in their own words, and what the team decided about showing it."""
