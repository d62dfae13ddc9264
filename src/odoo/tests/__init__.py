"""Compatibility names."""

from odoo.tests import common, form
from trivium.testing import *
