"""Tables as they are and as they should be: reflect, plan the difference, apply it.

catalogue = reflect(cr)                            # what there is: three statements, however many tables
apply(cr, plan_tables(catalogue, tables))          # tables and columns: one statement
...                                                # values for new columns
apply(cr, plan_constraints(reflect(cr), tables))   # NOT NULL, keys, checks, indexes: one statement
"""

from trivium.data.schema.application import Failure, apply, render
from trivium.data.schema.catalogue import Catalogue, FoundColumn, FoundIndex, FoundTable, reflect
from trivium.data.schema.constraints import plan_constraints
from trivium.data.schema.declaration import Check, Column, Constraint, ForeignKey, Index, Table
from trivium.data.schema.tables import plan_tables

__all__ = [
    "Catalogue",
    "Check",
    "Column",
    "Constraint",
    "Failure",
    "ForeignKey",
    "FoundColumn",
    "FoundIndex",
    "FoundTable",
    "Index",
    "Table",
    "apply",
    "plan_constraints",
    "plan_tables",
    "reflect",
    "render",
]
