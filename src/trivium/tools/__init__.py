"""Leaf helpers under the names that addons import."""
