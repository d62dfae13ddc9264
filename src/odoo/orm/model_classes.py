"""Making model classes of definitions."""

from trivium.orm.composition import *
from trivium.orm.definition import is_model_class, is_model_definition
