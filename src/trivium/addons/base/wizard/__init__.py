"""Wizards of the base addon."""
