"""Scripts that carry data from one version of an addon to the next."""

from trivium.modules.lifecycle.migrations import (
    VALID_MIGRATE_PARAMS,
    VERSION_RE,
    MigrationManager,
    exec_script,
    migrate,
    parse_version,
)
from trivium.modules.lookup import load_script
from trivium.orm.registry import Registry
from trivium.tools.paths import file_path
