"""The contacts app: people and companies at hand."""
