"""Set-up of databases."""

from trivium.modules.lifecycle.bootstrap import is_initialized
