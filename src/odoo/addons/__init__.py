"""Addons under their canonical names, found anywhere on the addons path."""

from trivium.modules.importer import package_path

__path__ = package_path()
