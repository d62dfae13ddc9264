"""The apps; `trivium.addons.X` and `odoo.addons.X` are one module object, found anywhere on the addons path."""

from trivium.modules.importer import package_path

__path__ = package_path()
