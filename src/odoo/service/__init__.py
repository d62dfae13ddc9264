"""Services of the external API."""

from odoo.service import common, db, model, security
