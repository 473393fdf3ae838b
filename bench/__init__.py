"""What measures speed; `make bench` runs it, README.md says how to read it."""
