"""An exception class for each SQLSTATE."""

from psycopg import errors
from psycopg.errors import *  # noqa: F403 - the module is a list of classes
from psycopg.errors import Error, lookup

__all__ = [name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Error)]
__all__ += ["lookup"]

# what the old driver called them
Error.pgcode = property(lambda self: self.sqlstate)  # type: ignore[attr-defined]  # an attribute that addons read
Error.pgerror = property(str)  # type: ignore[attr-defined]  # an attribute that addons read
