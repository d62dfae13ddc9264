"""Keeps the addon that is tested from being collected by pytest: `trivium test` runs its tests."""

collect_ignore = ["addons"]
