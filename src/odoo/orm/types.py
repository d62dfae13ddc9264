"""Types for annotations."""

from trivium.api import ContextType, DomainType, Environment, IdType, NewId, ValuesType
from trivium.models import BaseModel
from trivium.orm.commands import Command
from trivium.orm.domain import Domain
from trivium.orm.fields import Field
from trivium.orm.registry import Registry
