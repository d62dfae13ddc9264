"""Set-up of databases."""

from trivium.data.extensions import FunctionStatus, has_trigram, has_unaccent
from trivium.modules.lifecycle.bootstrap import is_initialized
