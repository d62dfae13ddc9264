"""The fields of models."""

from trivium.orm.fields import *  # noqa: F403  # the names are listed in one place, there
from trivium.orm.fields import __all__ as __all__  # noqa: PLC0414  # a star leaves out the list itself
