"""What models are made of: base classes, constraints and indexes as attributes, checks of names."""

from trivium.orm.aggregate_specs import (
    READ_GROUP_DISPLAY_FORMAT,
    READ_GROUP_NUMBER_GRANULARITY,
    READ_GROUP_TIME_GRANULARITY,
)
from trivium.orm.aggregate_specs import parse_spec as parse_read_group_spec
from trivium.orm.companies import check_companies_domain_parent_of, check_company_domain_parent_of
from trivium.orm.definition import MetaModel, is_model_class, is_model_definition
from trivium.orm.exporting import fix_import_export_id_paths
from trivium.orm.model import AbstractModel, BaseModel, Model
from trivium.orm.order import regex_order
from trivium.orm.tables import Constraint, HiddenColumn, Index, UniqueIndex
from trivium.orm.transient import TransientModel
from trivium.orm.utils import (
    LOG_ACCESS_COLUMNS,
    MAGIC_COLUMNS,
    check_method_name,
    check_object_name,
    check_pg_name,
    to_record_ids,
)

__all__ = [
    "LOG_ACCESS_COLUMNS",
    "MAGIC_COLUMNS",
    "READ_GROUP_DISPLAY_FORMAT",
    "READ_GROUP_NUMBER_GRANULARITY",
    "READ_GROUP_TIME_GRANULARITY",
    "AbstractModel",
    "BaseModel",
    "Constraint",
    "HiddenColumn",
    "Index",
    "MetaModel",
    "Model",
    "TransientModel",
    "UniqueIndex",
    "check_companies_domain_parent_of",
    "check_company_domain_parent_of",
    "check_method_name",
    "check_object_name",
    "check_pg_name",
    "fix_import_export_id_paths",
    "is_model_class",
    "is_model_definition",
    "parse_read_group_spec",
    "regex_order",
    "to_record_ids",
]
