"""The public face: pages for people without an account."""
