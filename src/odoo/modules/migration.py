"""Scripts that carry data from one version of an addon to the next."""

from trivium.modules.lifecycle.migrations import migrate, parse_version
from trivium.modules.lookup import load_script
