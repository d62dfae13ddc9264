"""Outgoing mail over encrypted connections, against a real SMTP server with a certificate."""

import base64
import smtplib
import socket
import ssl

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from tests.support.certificates import self_signed

from trivium.exceptions import UserError


class Mailbox:
    """Keeps sender and recipients of what arrives, and whether it came encrypted."""

    def __init__(self):
        self.received = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's hook
        encrypted = server.transport.get_extra_info("sslcontext") is not None
        self.received.append((envelope.mail_from, envelope.rcpt_tos, encrypted, session.auth_data))
        return "250 accepted"


def authenticate(_server, _session, _envelope, _mechanism, data):
    if isinstance(data, LoginPassword) and data.password == b"secret":
        return AuthResult(success=True, auth_data=data.login.decode())
    return AuthResult(success=False, handled=False)


@pytest.fixture(scope="module")
def certificate():
    path = self_signed("localhost")
    yield path
    path.unlink()


def serve(certificate, **options):
    """Return a mail server that runs, with `STARTTLS` by default."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    given = options or {"tls_context": context, "require_starttls": True, "auth_require_tls": True}
    given = {key: context if value is None else value for key, value in given.items()}
    if given.pop("clients", False):  # known by a certificate: for this test the one of the server
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(certificate)
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=port, authenticator=authenticate, **given)
    controller.start()
    return controller


@pytest.fixture(scope="module")
def starttls(certificate):
    """A mail server that takes mail and passwords after `STARTTLS` alone."""
    controller = serve(certificate)
    yield controller
    controller.stop()


@pytest.fixture(scope="module")
def encrypted(certificate):
    """A mail server that is spoken to over TLS from the first byte."""
    controller = serve(certificate, ssl_context=None, auth_require_tls=False)
    yield controller
    controller.stop()


def send(env, controller, encryption, **values):
    """Send a message, and return what arrived."""
    controller.handler.received.clear()
    env.user.email = "system@ours.example"
    server = env["ir.mail_server"].create(
        {
            "name": "Test",
            "smtp_host": "localhost",
            "smtp_port": controller.port,
            "smtp_encryption": encryption,
            **values,
        }
    )
    message = env["ir.mail_server"]._build_email__(
        email_from="a@ours.example", email_to=["you@theirs.example"], subject="Hello", body="World"
    )
    env["ir.mail_server"].send_email(message, mail_server_id=server.id)
    return controller.handler.received


def arrived(user=None):
    return [("a@ours.example", ["you@theirs.example"], True, user)]


def test_starttls_encrypts_the_login_and_the_message(env, starttls):
    assert send(env, starttls, "starttls") == arrived()
    assert send(env, starttls, "starttls", smtp_user="mailer", smtp_pass="secret") == arrived("mailer")
    with pytest.raises(smtplib.SMTPAuthenticationError):
        send(env, starttls, "starttls", smtp_user="mailer", smtp_pass="wrong")


def test_tls_from_the_first_byte(env, encrypted):
    assert send(env, encrypted, "ssl") == arrived()
    assert send(env, encrypted, "ssl", smtp_user="mailer", smtp_pass="secret") == arrived("mailer")


def test_nothing_is_sent_unencrypted_to_a_server_that_asks_for_encryption(env, starttls):
    with pytest.raises(Exception, match="The message was not sent") as caught:
        send(env, starttls, "none")
    assert "Must issue a STARTTLS command first" in caught.value.args[1]
    assert starttls.handler.received == []


@pytest.mark.parametrize("encryption", ["starttls_strict", "ssl_strict"])
def test_a_certificate_is_checked_where_that_is_asked_for(
    env, starttls, encrypted, certificate, monkeypatch, encryption
):
    controller = encrypted if encryption == "ssl_strict" else starttls
    with pytest.raises(ssl.SSLCertVerificationError):
        send(env, controller, encryption)
    assert controller.handler.received == []
    server = env["ir.mail_server"].search([("name", "=", "Test")], limit=1, order="id desc")
    with pytest.raises(UserError, match="certificate of the server is not to be trusted"):
        server.test_smtp_connection()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))  # now somebody vouches for it
    assert send(env, controller, encryption) == arrived()
    server.smtp_host = "127.0.0.1"  # but not for this name
    with pytest.raises(UserError, match="certificate of the server is not to be trusted"):
        server.test_smtp_connection()


def test_a_server_may_ask_for_a_certificate(env, certificate):
    controller = serve(certificate, ssl_context=None, clients=True, auth_require_tls=False)
    try:
        key, _end, rest = certificate.read_text().partition("-----BEGIN CERTIFICATE-----")
        own = {
            "smtp_authentication": "certificate",
            "smtp_ssl_certificate": base64.b64encode(f"-----BEGIN CERTIFICATE-----{rest}".encode()),
            "smtp_ssl_private_key": base64.b64encode(key.encode()),
        }
        assert send(env, controller, "ssl", **own) == arrived()
        with pytest.raises((OSError, smtplib.SMTPException)):
            send(env, controller, "ssl")
        assert controller.handler.received == []
    finally:
        controller.stop()
