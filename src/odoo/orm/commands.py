"""Compatibility names."""

from trivium.orm.commands import *
from trivium.orm.commands import Command
