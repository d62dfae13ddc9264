"""The logic tier's engine: definitions become registries, records live in environments, sets are the unit of work."""
