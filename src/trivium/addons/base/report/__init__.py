"""Values of the base addon's reports."""
