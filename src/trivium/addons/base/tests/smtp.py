"""A mail server that keeps what it is given, for the tests of addons."""

import smtplib
from contextlib import contextmanager
from unittest.mock import patch

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from trivium.tools.mail import email_normalize


class _Session:
    """A connection to no server.

    :param emails: where messages are kept, as `{"smtp_from", "smtp_to_list", "from_filter", "msg_from", "message"}`
    """

    esmtp_features = {"size": str(10 * 1024**2)}

    def __init__(self, emails):
        self.emails = emails
        self.messages = emails
        self.from_filter = None
        self.smtp_from = None

    def send_message(self, message, smtp_from, smtp_to_list):
        self.emails.append(
            {
                "smtp_from": smtp_from,
                "smtp_to_list": smtp_to_list,
                "from_filter": self.from_filter,
                "msg_from": message["From"],
                "msg_to": message["To"],
                "msg_cc": message["Cc"],
                "message": message.as_string(),
            }
        )

    def sendmail(self, smtp_from, smtp_to_list, message_str, mail_options=()):
        self.emails.append(
            {
                "smtp_from": smtp_from,
                "smtp_to_list": smtp_to_list,
                "from_filter": self.from_filter,
                "message": message_str,
            }
        )

    def mail(self, sender, options=()):
        return 250, b"OK"

    def rcpt(self, recipient, options=()):
        return 250, b"OK"

    def getreply(self):
        return 354, b"go on"

    def _nothing(self, *args, **kwargs):
        return 250, b"OK"

    quit = close = login = starttls = set_debuglevel = ehlo_or_helo_if_needed = putcmd = _nothing


class MockSmtplibCase:
    """For test cases that send mail: nothing leaves, and `self.emails` has what would have."""

    @contextmanager
    def mock_smtplib_connection(self):
        """Keep the messages that are sent in the block."""
        self.emails = []
        self.testing_smtp_session = _Session(self.emails)
        find_mail_server = IrMail_Server._find_mail_server

        def session(*_args, **_kwargs):
            return self.testing_smtp_session

        def sends(*_args):
            return False

        with (
            patch.object(smtplib, "SMTP", side_effect=session) as self.connect_mocked,
            patch.object(smtplib, "SMTP_SSL", side_effect=session),
            patch.object(IrMail_Server, "_disable_send", sends),
            patch.object(
                IrMail_Server, "_find_mail_server", autospec=True, side_effect=find_mail_server
            ) as self.find_mail_server_mocked,
        ):
            yield

    def assertSMTPEmailsSent(  # noqa: N802 - as tests of addons call it
        self, smtp_from=None, smtp_to_list=None, message_from=None, mail_server=None, from_filter=None, emails_count=1
    ):
        """Check that so many messages were sent which are as the arguments say; None stands for any."""
        if mail_server:
            from_filter = mail_server.from_filter
        if emails_count is None:
            emails_count = 1
        matching = [
            email
            for email in self.emails
            if (smtp_from is None or _matches(smtp_from, email["smtp_from"]))
            and (smtp_to_list is None or set(smtp_to_list) == set(email["smtp_to_list"]))
            and (message_from is None or f"From: {message_from}" in email["message"])
            and (from_filter is None or from_filter == email["from_filter"])
        ]
        self.assertEqual(
            len(matching),
            emails_count,
            f"of the messages {[(email['smtp_from'], email['smtp_to_list']) for email in self.emails]}",
        )


def _matches(wanted, address):
    """Tell whether an address is the one that is wanted, or is accepted by a function."""
    return wanted(address) if callable(wanted) else email_normalize(wanted) == email_normalize(address)
