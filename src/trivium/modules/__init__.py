"""Addons: found, ordered by dependency, loaded, installed, upgraded and removed."""
