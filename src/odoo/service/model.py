"""The service of the external API that calls methods of models."""

from trivium.exceptions import AccessDenied, AccessError, ConcurrencyError, UserError, ValidationError
from trivium.http.service.model import *
from trivium.models import BaseModel
from trivium.orm.registry import Registry
from trivium.tools.func import lazy
