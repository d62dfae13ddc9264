"""Data tier: SQL composition, PostgreSQL access, schema changes, the embedded server, files and backups."""
