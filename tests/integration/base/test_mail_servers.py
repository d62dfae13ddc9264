"""Outgoing mail against a real SMTP server."""

import smtplib
import socket
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from trivium.exceptions import UserError


class Mailbox:
    """Keeps what arrives; refuses recipients at refused.example."""

    def __init__(self):
        self.received = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the library's hook
        if address.endswith("@refused.example"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's hook
        self.received.append((envelope.mail_from, envelope.rcpt_tos, envelope.content.decode()))
        return "250 accepted"


def authenticate(_server, _session, _envelope, mechanism, data):
    good = mechanism in {"LOGIN", "PLAIN"} and isinstance(data, LoginPassword) and data.password == b"secret"
    return AuthResult(success=good, handled=False)


@pytest.fixture(scope="module")
def smtp():
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        mailbox.port = free.getsockname()[1]
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=mailbox.port,
        authenticator=authenticate,
        auth_require_tls=False,
        data_size_limit=3 * 1024**2,
    )
    controller.start()
    yield mailbox
    controller.stop()


@pytest.fixture
def outgoing(env, smtp):
    smtp.received.clear()
    env.user.email = "system@ours.example"
    return env["ir.mail_server"].create({"name": "Test", "smtp_host": "127.0.0.1", "smtp_port": smtp.port})


def message(env, **values):
    defaults = {
        "email_from": '"Ours" <someone@ours.example>',
        "email_to": ["you@theirs.example"],
        "subject": "Hello\nworld",
        "body": "<p>Dear <b>you</b></p>",
        "subtype": "html",
    }
    return env["ir.mail_server"]._build_email__(**{**defaults, **values})


def test_a_message_arrives(env, outgoing, smtp):
    sent = message(env, email_cc=["cc@theirs.example"], attachments=[("a.txt", b"text", "text/plain")])
    message_id = env["ir.mail_server"].send_email(sent, mail_server_id=outgoing.id)
    ((sender, recipients, content),) = smtp.received
    assert message_id == sent["Message-Id"]
    assert sender == "someone@ours.example"
    assert recipients == ["you@theirs.example", "cc@theirs.example"]
    assert "Subject: Hello world" in content
    assert "Dear *you*" in content
    assert "<b>you</b>" in content
    assert 'filename="a.txt"' in content


def test_who_is_in_blind_copy_is_not_shown(env, outgoing, smtp):
    env["ir.mail_server"].send_email(message(env, email_bcc=["hidden@theirs.example"]), mail_server_id=outgoing.id)
    ((_sender, recipients, content),) = smtp.received
    assert "hidden@theirs.example" in recipients
    assert "hidden@theirs.example" not in content


def test_a_login_is_used(env, outgoing):
    outgoing.write({"smtp_user": "mailer", "smtp_pass": "secret"})
    assert env["ir.mail_server"].send_email(message(env), mail_server_id=outgoing.id)
    outgoing.smtp_pass = "wrong"
    with pytest.raises(smtplib.SMTPAuthenticationError):
        env["ir.mail_server"].send_email(message(env), mail_server_id=outgoing.id)
    with pytest.raises(UserError, match="The server answered"):
        outgoing.test_smtp_connection()


def test_a_refused_message_tells_why(env, outgoing):
    refused = message(env, email_to=["you@refused.example"])
    with pytest.raises(Exception, match="The message was not sent") as caught:
        env["ir.mail_server"].send_email(refused, mail_server_id=outgoing.id)
    assert "no such mailbox" in caught.value.args[1]
    with pytest.raises(AssertionError, match="valid recipient"):
        env["ir.mail_server"].send_email(message(env, email_to=["nobody"]), mail_server_id=outgoing.id)


def test_the_connection_can_be_tried(outgoing, smtp):
    assert outgoing.test_smtp_connection()["params"]["message"] == "The connection works."
    assert not smtp.received
    assert outgoing.action_retrieve_max_email_size()["params"]["message"] == "Largest message: Test: 3 MB"
    assert outgoing.max_email_size == 3.0
    outgoing.smtp_host = "no-such-host.invalid"
    with pytest.raises(UserError, match="no server of the name"):
        outgoing.test_smtp_connection()
    outgoing.write({"smtp_host": "127.0.0.1", "smtp_encryption": "starttls"})
    with pytest.raises(UserError, match="does not know a command"):
        outgoing.test_smtp_connection()


def test_a_server_is_chosen_by_the_sender(env, outgoing):
    servers = env["ir.mail_server"]
    by_domain = servers.create({"name": "Domain", "smtp_host": "x", "from_filter": "ours.example", "sequence": 1})
    by_address = servers.create(
        {"name": "Address", "smtp_host": "x", "from_filter": "boss@ours.example", "sequence": 2}
    )
    everything = servers.browse((outgoing | by_domain | by_address).ids)
    assert servers._find_mail_server("boss@ours.example", everything)[0] == by_address
    assert servers._find_mail_server('"A" <a@ours.example>', everything) == (by_domain, '"A" <a@ours.example>')
    assert servers._find_mail_server("a@other.example", everything)[0] == outgoing
    assert not servers._match_from_filter("a@other.example", "ours.example")
    assert servers._match_from_filter("A@Ours.example", "x.example, ours.example")


def test_headers_that_identify_messages_stay_on_one_line(env):
    references = " ".join(f"<{number}@a.very.long.name.of.a.domain.example>" for number in range(5))
    assert f"references: {references}" in message(env, references=references).as_string()


def test_settings_that_contradict_each_other(env, outgoing):
    with pytest.raises(UserError, match="private key"), env.cr.savepoint():
        outgoing.write({"smtp_authentication": "certificate", "smtp_encryption": "ssl"})
    draft = env["ir.mail_server"].new({"smtp_encryption": "ssl_strict"})
    draft._onchange_encryption()
    assert draft.smtp_port == 465


def test_a_message_needs_a_sender(env):
    env.user.email = False
    with pytest.raises(UserError, match="needs a sender"):
        env["ir.mail_server"]._build_email__(email_from=False, email_to=["a@b.example"], subject="", body="")
    assert isinstance(message(env), EmailMessage)
