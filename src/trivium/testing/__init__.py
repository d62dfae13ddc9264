"""Tests of addons: cases, forms, the runner, the pytest plugin."""
