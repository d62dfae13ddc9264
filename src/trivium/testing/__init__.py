"""Tests of addons: cases, forms, the runner, the pytest plugin.

The names of `odoo.tests`, each loaded at its first use: pytest imports this package in every run.
"""

import importlib
from typing import Any

_HOMES = {
    "trivium.exceptions": ("AccessError",),
    "trivium.data.postgres": ("Cursor", "Savepoint"),
    "trivium.data.sql": ("SQL",),
    "trivium.orm.commands": ("Command",),
    "trivium.orm.registry": ("Registry",),
    "trivium.testing.asserts": ("Approx", "Like", "WhitespaceInsensitive"),
    "trivium.testing.case": ("ADMIN_USER_ID", "BaseCase", "SingleTransactionCase", "TestCase", "TransactionCase"),
    "trivium.testing.database": ("get_db_name",),
    "trivium.testing.form": ("Form", "M2MProxy", "O2MForm", "O2MProxy"),
    "trivium.testing.frozen": ("freeze_time",),
    "trivium.testing.helpers": (
        "RecordCapturer",
        "can_import",
        "loaded_demo_data",
        "new_test_user",
        "no_retry",
        "save_test_file",
        "standalone",
        "standalone_tests",
        "users",
        "warmup",
    ),
    "trivium.testing.browser": ("ChromeBrowser", "ChromeBrowserException"),
    "trivium.testing.network": ("BlockedRequest",),
    "trivium.testing.http": ("HOST", "HttpCase", "JsonRpcException", "Opener", "Transport"),
    "trivium.testing.schemas": ("test_xsd",),
    "trivium.testing.results": ("OdooTestResult", "Result"),
    "trivium.testing.tags": ("TagsSelector", "tagged"),
    "trivium.tools.config": ("config",),
    "trivium.tools.containers": ("DotDict",),
    "trivium.tools.float_utils": ("float_compare",),
    "trivium.tools.locks": ("DummyRLock",),
    "trivium.tools.logs": ("lower_logging", "mute_logger"),
    "trivium.tools.mail": ("single_email_re",),
    "trivium.tools.paths": ("find_in_path",),
}
_NAMES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = list(_NAMES)


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_NAMES[name]), name)
    globals()[name] = value
    return value
