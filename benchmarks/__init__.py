"""What `make bench` measures: over real HTTP, on loopback only, bounded in time, and verified."""
