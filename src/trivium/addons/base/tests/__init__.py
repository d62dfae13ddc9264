"""Tests of the base addon, and what the tests of others share (`common`)."""

from . import common
