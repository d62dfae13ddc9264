"""Other engines, doing the same work."""
