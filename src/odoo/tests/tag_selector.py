"""Which tests run."""

from trivium.testing.tags import *
