"""The first rows of a database: what must be there before any record can be made.

Every record says who created it, so the superuser comes first, with the partner and the company that a user needs.
The addon `base` knows what these rows are and has them in an SQL file; its data files complete the records.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL
from trivium.modules.signaling import create_tables

if TYPE_CHECKING:
    from trivium.modules.graph import ModuleNode
    from trivium.orm.environment import Environment

__all__ = ["insert_first_rows", "is_initialized"]

FIRST_ROWS = "data/bootstrap.sql"


def is_initialized(cr: Any) -> bool:
    """Tell whether the database has been set up."""
    cr.execute(SQL("SELECT to_regclass('ir_module_module') IS NOT NULL"))
    return bool(cr.fetchone()[0])


def insert_first_rows(env: "Environment", base: "ModuleNode") -> None:
    """Insert the first rows of `base`, and create the tables of signals."""
    create_tables(env.cr)
    env.cr.execute((Path(base.manifest.path) / FIRST_ROWS).read_text(encoding="utf-8"))
    env.invalidate_all(flush=False)
