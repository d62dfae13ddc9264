"""The fields of models, a file per family."""

from trivium.orm.commands import Command
from trivium.orm.domain import Domain
from trivium.orm.utils import parse_field_expr

from ._values import determine
from .base import Field
from .binary import Binary, Image
from .json import Json
from .many2many import Many2many
from .many2one import Many2one
from .numeric import Boolean, Float, Id, Integer, Monetary
from .one2many import One2many
from .properties import Properties, PropertiesDefinition
from .reference import Many2oneReference, Reference
from .selection import Selection
from .serialized import Serialized
from .temporal import Date, Datetime
from .text import Char, Html, Text

NO_ACCESS = "."
"""As ``groups`` of a field: nobody but superuser code may see it."""

__all__ = [
    "NO_ACCESS",
    "Binary",
    "Boolean",
    "Char",
    "Command",
    "Date",
    "Datetime",
    "Domain",
    "Field",
    "Float",
    "Html",
    "Id",
    "Image",
    "Integer",
    "Json",
    "Many2many",
    "Many2one",
    "Many2oneReference",
    "Monetary",
    "One2many",
    "Properties",
    "PropertiesDefinition",
    "Reference",
    "Selection",
    "Serialized",
    "Text",
    "determine",
    "parse_field_expr",
]
