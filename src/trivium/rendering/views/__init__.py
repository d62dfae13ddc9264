"""Views: combined from those that extend each other, checked at installation, made ready for a user."""
