"""Loading of addons into a database."""

from trivium.modules.datafiles import convert_file
from trivium.modules.graph import ModuleGraph
from trivium.modules.lifecycle import load
from trivium.modules.lifecycle.installation import load_data, load_demo
from trivium.modules.lifecycle.migrations import MigrationManager
from trivium.modules.lookup import initialize_sys_path, load_openerp_module
from trivium.modules.manifest import adapt_version
from trivium.orm.registry import Registry
