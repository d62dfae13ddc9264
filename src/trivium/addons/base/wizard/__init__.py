"""Wizards of the base addon."""

from . import (
    base_language_export,
    base_language_import,
    base_language_install,
    base_module_uninstall,
    base_module_update,
    base_module_upgrade,
    base_partner_merge,
    ir_model_menu_create,
)
