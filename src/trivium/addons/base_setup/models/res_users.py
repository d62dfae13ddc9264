"""Users who are invited by their addresses."""

from trivium import api, models
from trivium.exceptions import UserError
from trivium.fields import Domain
from trivium.tools.mail import email_normalize, parse_contact_from_email
from trivium.tools.text import escape_psql


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def web_create_users(self, emails):
        """Make a user of each address that has none; those who were archived come back.

        :param emails: texts such as `ada@example.com` or `Ada <ada@example.com>`
        """
        wanted = {}
        for text in emails:
            name, address = parse_contact_from_email(text)
            normalized = email_normalize(address or text)
            if not normalized:
                raise UserError(self.env._("%s is not an e-mail address.", text))
            wanted.setdefault(normalized, name or normalized)
        addresses = list(wanted)
        known = self.with_context(active_test=False).search(
            Domain.OR(
                Domain(name, "=ilike", escape_psql(address)) for address in addresses for name in ("login", "email")
            )
        )
        known.filtered(lambda user: not user.active).active = True
        taken = {text.lower() for user in known for text in (user.login, user.email) if text}
        new = [address for address in addresses if address not in taken]
        self.create([{"login": address, "name": wanted[address], "email": address} for address in new])
        return True
