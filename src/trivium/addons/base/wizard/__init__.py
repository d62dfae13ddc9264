"""Wizards of the base addon."""

from . import base_language_export
from . import base_language_import
from . import base_language_install
from . import base_module_uninstall
from . import base_module_update
from . import base_module_upgrade
