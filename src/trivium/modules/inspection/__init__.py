"""Addons read, not installed: what they use, and which of it is not provided here."""

from trivium.modules.inspection.check import check_addon
from trivium.modules.inspection.gaps import Gap

__all__ = ["Gap", "check_addon"]
