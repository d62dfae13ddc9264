"""Older home of domains as lists."""

from odoo.osv import expression
