"""Addons as modules."""

from odoo.modules import module, registry
from odoo.modules.module import (
    Manifest,
    adapt_version,
    get_manifest,
    get_module_path,
    get_modules,
    get_modules_with_version,
    get_resource_from_path,
    initialize_sys_path,
    load_openerp_module,
    load_script,
)
