"""Domains: which records of a model, by conditions on their fields.

The path of the data: `parsing` (list -> tree), `tree` and `leaves` (the nodes), `conditions`, `merging` and `searching`
(the tree made simpler, level by level; `rules` keeps the register, `values` and `hierarchy` help), then SQL or a
predicate by the fields themselves (`orm/fields/_conditions.py`, with `matching` for what PostgreSQL does).
"""

from trivium.tools.date_utils import parse_date, parse_iso_date

from . import conditions as _conditions
from . import merging as _merging
from . import searching as _searching
from .leaves import DomainCondition
from .levels import OptimizationLevel
from .operators import (
    COLLECTION_TYPES,
    CONDITION_OPERATORS,
    NEGATIVE_OPERATORS,
)
from .operators import INTERNAL_OPERATORS as INTERNAL_CONDITION_OPERATORS
from .operators import STANDARD_OPERATORS as STANDARD_CONDITION_OPERATORS
from .rules import (
    field_type_optimization,
    nary_condition_optimization,
    nary_optimization,
    operator_optimization,
)
from .tree import (
    Domain,
    DomainAnd,
    DomainBool,
    DomainCustom,
    DomainNary,
    DomainNot,
    DomainOr,
)
from .values import Values

RULE_MODULES = (_conditions, _merging, _searching)
"""They register their rules when they are imported."""

__all__ = [
    "COLLECTION_TYPES",
    "CONDITION_OPERATORS",
    "INTERNAL_CONDITION_OPERATORS",
    "NEGATIVE_OPERATORS",
    "RULE_MODULES",
    "STANDARD_CONDITION_OPERATORS",
    "Domain",
    "DomainAnd",
    "DomainBool",
    "DomainCondition",
    "DomainCustom",
    "DomainNary",
    "DomainNot",
    "DomainOr",
    "OptimizationLevel",
    "Values",
    "field_type_optimization",
    "nary_condition_optimization",
    "nary_optimization",
    "operator_optimization",
    "parse_date",
    "parse_iso_date",
]
