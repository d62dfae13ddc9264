"""The fields of models."""

from trivium.orm.fields import *  # noqa: F403  # the names are listed in one place, there
