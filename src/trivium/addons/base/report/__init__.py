"""Values of the base addon's reports."""

from . import ir_module_reference
