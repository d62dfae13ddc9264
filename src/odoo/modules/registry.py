"""The registry of a database."""

from odoo.orm.registry import DummyRLock, Registry
