"""The classes of a database's models, for type checkers alone: `trivium stubs` writes what they read in its place."""
