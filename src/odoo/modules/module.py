"""Manifests, and where addons are."""

from trivium.modules.lookup import (
    get_manifest,
    get_module_path,
    get_modules,
    get_modules_with_version,
    get_resource_from_path,
    initialize_sys_path,
    load_openerp_module,
    load_script,
)
from trivium.modules.manifest import MANIFEST_NAMES, Manifest, adapt_version
