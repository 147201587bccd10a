"""The staff face: pages behind a sign-in."""
