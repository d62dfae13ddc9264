"""Benchmarks: the engine, its peers and the floor do the same work on the same PostgreSQL in one run."""
