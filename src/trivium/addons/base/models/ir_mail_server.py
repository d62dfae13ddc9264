"""Outgoing mail: servers, and how a message gets to one."""

import base64
import email
import email.policy
import email.utils
import logging
import re
import smtplib
import ssl
import tempfile
from email.message import EmailMessage
from email.utils import make_msgid
from socket import gaierror

from trivium import api, fields, models, tools
from trivium.exceptions import UserError
from trivium.tools.mail import (
    email_domain_extract,
    email_domain_normalize,
    email_normalize,
    email_normalize_all,
    encapsulate_email,
    formataddr,
    html2plaintext,
)

_logger = logging.getLogger(__name__)
_test_logger = logging.getLogger("trivium.tests")

SMTP_TIMEOUT = 60  # seconds
FILETYPE_PEM = 1
VERIFY_PEER = ssl.CERT_REQUIRED
VERIFY_FAIL_IF_NO_PEER_CERT = ssl.CERT_REQUIRED
RFC5322_IDENTIFICATION_HEADERS = {"message-id", "in-reply-to", "references", "resent-msg-id"}
ADDRESS = re.compile(r"([^ ,<@]+@[^> ,]+)")


class MailDeliveryException(Exception):  # noqa: N818 - the name is part of the interface
    """A message could not be handed to a server: a title and what happened."""


class WriteToLogger:
    """A file that writes the lines of a conversation with a server to a logger."""

    def __init__(self, logger):
        self.logger = logger

    def write(self, text):
        self.logger.debug(text)


class IdentificationFieldsNoFoldPolicy(email.policy.EmailPolicy):
    """Keep the headers that identify messages on one line: some servers cannot read them folded."""

    def _fold(self, name, value, refold_binary=False):
        if name.lower() in RFC5322_IDENTIFICATION_HEADERS:
            return f"{name}: {value}{self.linesep}"
        return super()._fold(name, value, refold_binary)


# lines end as SMTP wants them, text is not re-encoded
SMTP_POLICY = IdentificationFieldsNoFoldPolicy(linesep=email.policy.SMTP.linesep)


def is_ascii(s):
    """Tell whether a text has ASCII characters only."""
    return all(ord(char) < 128 for char in s)


def extract_rfc2822_addresses(text):
    """Return the addresses in `text` that an SMTP server takes: in ASCII, their domain in its ASCII form (RFC 3490)."""
    if not text:
        return []
    valid = []
    for candidate in ADDRESS.findall(text):
        local, _at, domain = candidate.rpartition("@")
        try:
            address = f"{local}@{domain.encode('idna').decode()}"
        except UnicodeError:
            continue
        if is_ascii(address):
            valid.append(formataddr(("", address), charset="ascii"))
    return valid


class IrMail_Server(models.Model):
    _name = "ir.mail_server"
    _description = "Outgoing mail server"
    _order = "sequence, id"
    _allow_sudo_commands = False

    NO_VALID_RECIPIENT = "At least one valid recipient is needed: check the addresses of the message."
    NO_FOUND_FROM = "A message needs a sender: set the address of the user, or the option email_from."
    NO_FOUND_SMTP_FROM = "The sender's address is missing: set the address of the user, or the option email_from."
    NO_VALID_FROM = "The sender's address is not valid: it must be in ASCII."

    name = fields.Char("Name", required=True, index=True)
    from_filter = fields.Char(
        "For senders",
        help="Addresses and domains that this server sends for, with commas between; empty for all. Messages of other"
        " senders go through another server, or under the address of the database.",
    )
    smtp_host = fields.Char("Server", help="Its name or address.")
    smtp_port = fields.Integer("Port", default=25, help="Usually 465 for SSL/TLS, 587 or 25 otherwise.")
    smtp_authentication = fields.Selection(
        [
            ("login", "Login and password"),
            ("certificate", "Certificate"),
            ("cli", "As the command line says"),
        ],
        string="Authenticate with",
        required=True,
        default="login",
    )
    smtp_authentication_info = fields.Text("About the authentication", compute="_compute_smtp_authentication_info")
    smtp_user = fields.Char("Login", groups="base.group_system")
    smtp_pass = fields.Char("Password", groups="base.group_system")
    smtp_encryption = fields.Selection(
        [
            ("none", "None"),
            ("starttls_strict", "TLS (STARTTLS), certificate checked"),
            ("starttls", "TLS (STARTTLS), any certificate"),
            ("ssl_strict", "SSL/TLS, certificate checked"),
            ("ssl", "SSL/TLS, any certificate"),
        ],
        string="Encryption",
        required=True,
        default="none",
    )
    smtp_ssl_certificate = fields.Binary("Certificate (PEM)", groups="base.group_system", attachment=False)
    smtp_ssl_private_key = fields.Binary("Private key (PEM)", groups="base.group_system", attachment=False)
    smtp_debug = fields.Boolean(
        "Log the conversation", help="Also the contents of messages: only while looking for an error."
    )
    max_email_size = fields.Float("Largest message (MB)")
    sequence = fields.Integer("Priority", default=10, help="Lower numbers are tried first.")
    active = fields.Boolean("Active", default=True)

    _certificate_requires_tls = models.Constraint(
        "CHECK(smtp_encryption != 'none' OR smtp_authentication != 'certificate')",
        "A certificate can only be used with an encrypted connection: choose an encryption.",
    )

    @api.depends("smtp_authentication")
    def _compute_smtp_authentication_info(self):
        texts = {
            "login": self.env._("The server asks for a login and a password."),
            "certificate": self.env._("The server asks for a certificate in place of a password."),
            "cli": self.env._("Server, login and encryption are those of the command line or the configuration file."),
        }
        for server in self:
            server.smtp_authentication_info = texts.get(server.smtp_authentication, False)

    @api.constrains("smtp_authentication", "smtp_ssl_certificate", "smtp_ssl_private_key")
    def _check_smtp_ssl_files(self):
        for server in self:
            if server.smtp_authentication == "certificate":
                if not server.smtp_ssl_private_key:
                    raise UserError(self.env._("The private key of %s is missing.", server.name))
                if not server.smtp_ssl_certificate:
                    raise UserError(self.env._("The certificate of %s is missing.", server.name))

    @api.constrains("active")
    def _check_used(self):
        usages = self.filtered(lambda server: not server.active)._active_usages_compute()
        if usages:
            lines = "\n".join(f"- {usage}" for texts in usages.values() for usage in texts)
            raise UserError(self.env._("This server is still in use:\n%s", lines))

    def _active_usages_compute(self):
        """Return `{server id: [what uses it]}`; addons add what they know."""
        return {}

    @api.onchange("smtp_encryption")
    def _onchange_encryption(self):
        if (self.smtp_encryption or "").startswith("ssl"):
            self.smtp_port = 465
        elif (self.smtp_encryption or "").startswith("starttls"):
            self.smtp_port = 587
        else:
            self.smtp_port = 25

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """An archived server loses nothing; a server without login forgets the password."""
        if "active" in vals:
            self.env.registry.clear_cache()
        if vals.get("smtp_authentication") == "cli":
            vals = dict(vals, smtp_user=False, smtp_pass=False)
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _is_any_active(self):
        """Whether there is a server to send by; asked for with each page to sign in on."""
        return bool(self.sudo().search_count([], limit=1))

    # ---- test --------------------------------------------------------------------------------------------------

    def test_smtp_connection(self, autodetect_max_email_size=False):
        """Talk to these servers up to the point where a message would be sent; raise `UserError` when it fails.

        :param autodetect_max_email_size: take over the largest message that a server says it accepts
        """
        for server in self:
            session = None
            try:
                session = self._connect__(mail_server_id=server.id, allow_archived=True)
                server._rehearse(session, autodetect_max_email_size)
            except (UnicodeError, UserError) as exc:
                raise UserError(
                    self.env._("The test of %(server)s failed: %(why)s", server=server.name, why=exc)
                ) from exc
            except (gaierror, TimeoutError, smtplib.SMTPException, ssl.SSLError, OSError) as exc:
                raise UserError(server._explain(exc)) from exc
            finally:
                if session is not None:
                    server._leave(session)
        if autodetect_max_email_size:
            sizes = ", ".join(f"{server.name}: {server.max_email_size:g} MB" for server in self)
            message = self.env._("Largest message: %s", sizes)
        else:
            message = self.env._("The connection works.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "sticky": False,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _rehearse(self, session, autodetect):
        """Announce a message to the server and break off before its text."""
        email_from, email_to = self._get_test_email_from(), self._get_test_email_to()
        smtp_from = session.smtp_from or email_from
        code, answer = session.mail(smtp_from)
        if code != 250:
            raise UserError(
                self.env._("The server refused the sender %(sender)s: %(answer)s", sender=smtp_from, answer=answer)
            )
        code, answer = session.rcpt(email_to)
        if code not in {250, 251}:
            raise UserError(
                self.env._("The server refused the recipient %(to)s: %(answer)s", to=email_to, answer=answer)
            )
        session.putcmd("data")
        code, answer = session.getreply()
        if code != 354:
            raise UserError(self.env._("The server refused the message: %s", answer))
        if autodetect:
            limit = session.esmtp_features.get("size")
            if not limit:
                raise UserError(self.env._("The server does not say how large a message may be."))
            self.max_email_size = float(limit) / (1024**2)

    def _leave(self, session):
        try:
            # the rehearsal ends within DATA: `quit` would wait for an answer that does not come
            session.close()
        except (smtplib.SMTPException, OSError):
            _logger.debug("The connection to %s did not end well", self.name, exc_info=True)

    def _explain(self, exc):
        """Return what an error of the connection means."""
        if isinstance(exc, gaierror):
            return self.env._("There is no server of the name “%s”: check its spelling.", self.smtp_host)
        if isinstance(exc, TimeoutError):
            return self.env._("The server did not answer: check name, port and the firewall.")
        if isinstance(exc, smtplib.SMTPServerDisconnected):
            return self.env._("The server broke off: check port and encryption.")
        if isinstance(exc, smtplib.SMTPResponseException):
            return self.env._("The server answered: %s", exc.smtp_error)
        if isinstance(exc, smtplib.SMTPNotSupportedError):
            return self.env._("The server does not know a command that is needed: %s", exc)
        if isinstance(exc, ssl.SSLCertVerificationError):
            return self.env._(
                "The certificate of the server is not to be trusted: %s. Let the system know who vouches for it,"
                " or choose an encryption that takes any certificate.",
                exc.verify_message,
            )
        if isinstance(exc, ssl.SSLError):
            return self.env._("No encrypted connection: %s. Choose another encryption.", exc.reason or exc)
        return self.env._("The connection failed: %s", exc)

    def action_retrieve_max_email_size(self):
        self.ensure_one()
        return self.test_smtp_connection(autodetect_max_email_size=True)

    def _get_test_email_from(self):
        self.ensure_one()
        if self.from_filter:
            first = self.from_filter.split(",")[0].strip()
            return first if "@" in first else f"noreply@{first}"
        sender = self._get_default_from_address() or self.env.user.email
        if not sender:
            raise UserError(self.env._("Set your own e-mail address: the test needs a sender."))
        return email_normalize(sender) or sender

    def _get_test_email_to(self):
        return "noreply@example.com"

    # ---- connect -----------------------------------------------------------------------------------------------

    @classmethod
    def _disable_send(cls):
        """Tell whether nothing may leave: tests run, and messages are collected by them instead."""
        return bool(tools.config["test_enable"])

    def _connect__(
        self, host=None, port=None, user=None, password=None, encryption=None, smtp_from=None, ssl_certificate=None,
        ssl_private_key=None, smtp_debug=False, mail_server_id=None, allow_archived=False,
    ):  # fmt: skip
        """Return a connection that is logged in, None while tests run.

        :param mail_server_id: the server to use; otherwise the one for `smtp_from`, otherwise that of the options
        :param host: a server that is not in the database
        :return: `smtplib.SMTP` with `from_filter` and `smtp_from`: for whom it sends, and as whom
        """
        if self._disable_send():
            return None
        server = None
        if mail_server_id:
            server = self.sudo().browse(mail_server_id)
            if not allow_archived and not server.active:
                raise UserError(self.env._("The mail server %s is archived.", server.display_name))
        elif not host:
            server, smtp_from = self.sudo()._find_mail_server(smtp_from)
        options = self._connection_options(server or self.env["ir.mail_server"])
        given = {
            "host": host,
            "port": port,
            "user": user,
            "password": password,
            "encryption": encryption,
            "debug": smtp_debug,
        }
        given.update(certificate=ssl_certificate, private_key=ssl_private_key)
        options.update({name: value for name, value in given.items() if value})
        if not options["host"]:
            raise UserError(
                self.env._("No mail server is set up: add one under Settings, or give the option smtp_server.")
            )
        connection = self._open_connection(options)
        if options["user"]:
            try:
                self._smtp_login__(connection, options["user"], options["password"] or "", mail_server_id)
            except Exception:
                connection.close()
                raise
        connection.smtp_from = smtp_from
        connection.from_filter = options["from_filter"]
        return connection

    def _connection_options(self, server):
        """Return how to connect: of a server of the database, or of the options of the process."""
        if server and server.smtp_authentication != "cli":
            certificate = server.smtp_authentication == "certificate"
            return {
                "host": server.smtp_host,
                "port": server.smtp_port,
                "user": False if certificate else server.smtp_user,
                "password": server.smtp_pass,
                "encryption": server.smtp_encryption,
                "certificate": base64.b64decode(server.smtp_ssl_certificate or b"") if certificate else None,
                "private_key": base64.b64decode(server.smtp_ssl_private_key or b"") if certificate else None,
                "debug": server.smtp_debug,
                "from_filter": server.from_filter,
            }
        config = tools.config
        return {
            "host": config.get("smtp_server"),
            "port": config.get("smtp_port") or 25,
            "user": config.get("smtp_user"),
            "password": config.get("smtp_password"),
            "encryption": "starttls" if config.get("smtp_ssl") else "none",
            "certificate": _read_file(config.get("smtp_ssl_certificate_filename")),
            "private_key": _read_file(config.get("smtp_ssl_private_key_filename")),
            "debug": False,
            "from_filter": self._get_default_from_filter(),
        }

    def _open_connection(self, options):
        """Return a connection, encrypted as the options say."""
        context = self._ssl_context(options)
        if options["encryption"].startswith("ssl"):
            connection = smtplib.SMTP_SSL(options["host"], int(options["port"]), timeout=SMTP_TIMEOUT, context=context)
        else:
            connection = smtplib.SMTP(options["host"], int(options["port"]), timeout=SMTP_TIMEOUT)
        try:
            if options["debug"]:
                connection.set_debuglevel(1)
            if options["encryption"].startswith("starttls"):
                # before any greeting, and again after it: what the server can do may differ inside
                connection.starttls(context=context)
            connection.ehlo_or_helo_if_needed()
        except Exception:
            connection.close()
            raise
        return connection

    def _ssl_context(self, options):
        if options["encryption"] == "none":
            return None
        context = ssl.create_default_context()
        if not options["encryption"].endswith("_strict"):
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if options["certificate"] and options["private_key"]:
            try:
                with tempfile.NamedTemporaryFile(suffix=".pem") as file:
                    file.write(options["certificate"] + b"\n" + options["private_key"])
                    file.flush()
                    context.load_cert_chain(file.name)
            except (ssl.SSLError, ValueError) as exc:
                raise UserError(self.env._("The certificate or its key cannot be used: %s", exc)) from exc
        return context

    def _smtp_login__(self, connection, smtp_user, smtp_password, mail_server_id=None):
        """Log in; addons for other kinds of authentication override this."""
        local, at, domain = smtp_user.rpartition("@")
        if at:
            smtp_user = local + at + domain.encode("idna").decode("ascii")
        connection.login(smtp_user, smtp_password)

    # ---- messages ----------------------------------------------------------------------------------------------

    def _build_email__(
        self, email_from, email_to, subject, body, email_cc=None, email_bcc=None, reply_to=False, attachments=None,
        message_id=None, references=None, object_id=False, subtype="plain", headers=None, body_alternative=None,
        subtype_alternative="plain",
    ):  # fmt: skip
        """Return a message.

        :param email_to: list of addresses; so are `email_cc` and `email_bcc`
        :param body: in HTML when `subtype` is `html`; it then also goes as plain text
        :param attachments: list of `(name, bytes, type of content)`
        :param object_id: what the id of the message shall tell of
        """
        email_from = (
            email_from or self.env.context.get("domain_notifications_email") or self._get_default_from_address()
        )
        if not email_from:
            raise UserError(self.env._("A message needs a sender: set your own e-mail address."))
        message = EmailMessage(policy=SMTP_POLICY)
        headers = dict(headers or {})
        message["Message-Id"] = message_id or (
            make_msgid(f"trivium-{object_id}") if object_id else make_msgid("trivium")
        )
        if references:
            message["references"] = references
        message["Subject"] = " ".join((subject or "").split())
        message["From"] = email_from
        if reply_to:
            headers.pop("Reply-To", None)
        message["Reply-To"] = reply_to or email_from
        message["To"] = email_to
        if email_cc:
            message["Cc"] = email_cc
        if email_bcc:
            message["Bcc"] = email_bcc
        message["Date"] = email.utils.format_datetime(email.utils.localtime())
        for name, value in headers.items():
            del message[name]
            message[name] = str(value)
        self._set_body(message, body or "", subtype, body_alternative, subtype_alternative)
        for name, content, mime in attachments or ():
            self._attach(message, name, content, mime)
        return message

    def _set_body(self, message, body, subtype, alternative, alternative_subtype):
        if subtype == "html" and not alternative:
            message.set_content(html2plaintext(body), charset="utf-8")
            message.add_alternative(body, subtype="html", charset="utf-8")
        elif alternative:
            message.set_content(alternative, subtype=alternative_subtype, charset="utf-8")
            message.add_alternative(body, subtype=subtype, charset="utf-8")
        else:
            message.set_content(body, subtype=subtype, charset="utf-8")

    def _attach(self, message, name, content, mime):
        maintype, _slash, subtype = (mime or "application/octet-stream").partition("/")
        if maintype == "message" and subtype == "rfc822":
            message.add_attachment(email.message_from_bytes(content, policy=SMTP_POLICY), filename=name)
        elif isinstance(content, str) and maintype == "text":
            message.add_attachment(content, subtype=subtype, filename=name)
        else:
            data = content.encode() if isinstance(content, str) else content
            message.add_attachment(data, maintype=maintype, subtype=subtype or "octet-stream", filename=name)

    # ---- whose name a message goes under -----------------------------------------------------------------------

    @api.model
    def _get_default_bounce_address(self):
        """Return the address that undelivered messages come back to, None without one."""
        return self.env.context.get("domain_bounce_address")

    @api.model
    def _get_default_from_address(self):
        """Return the address of messages that come from nobody: of the option email_from."""
        configured = tools.config.get("email_from")
        return configured or self.env.context.get("domain_notifications_email")

    @api.model
    def _get_default_from_filter(self):
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param("mail.default.from_filter", tools.config.get("from_filter"))

    def _match_from_filter(self, email_from, from_filter):
        """Tell whether a server with `from_filter` sends for `email_from`."""
        if not from_filter:
            return True
        address = email_normalize(email_from)
        domain = email_domain_extract(address) if address else None
        for part in (part.strip() for part in from_filter.split(",")):
            if "@" in part and email_normalize(part) == address:
                return True
            if part and "@" not in part and email_domain_normalize(part) == domain:
                return True
        return False

    def _parse_from_filter(self, from_filter):
        return [part.strip() for part in (from_filter or "").split(",") if part.strip()]

    @api.model
    def _find_mail_server_allowed_domain(self):
        return [("active", "=", True)]

    @api.model
    def _find_mail_server(self, email_from, mail_servers=None):
        """Return `(server, address)`: the server for a sender and the address to send as.

        In this order: a server that names the address, one that names its domain, one for the address of the
        database, one for all senders, the options of the process, the first server.

        :return: an empty server stands for the options of the process
        """
        address = email_normalize(email_from)
        servers = (
            mail_servers
            if mail_servers is not None
            else self.sudo().search(self._find_mail_server_allowed_domain(), order="sequence, id")
        )
        servers = servers.filtered("active")

        def first(matches):
            return servers.filtered(
                lambda server: server.from_filter and any(map(matches, self._parse_from_filter(server.from_filter)))
            )[:1]

        for sender in filter(None, (address, self._get_default_from_address())):
            normalized = email_normalize(sender)
            domain = email_domain_extract(normalized) if normalized else None
            exact = first(lambda part, wanted=normalized: email_normalize(part) == wanted)
            if exact:
                return exact, sender if sender != address else email_from
            same = domain and first(
                lambda part, wanted=domain: "@" not in part and email_domain_normalize(part) == wanted
            )
            if same:
                return same, sender if sender != address else email_from
        for_all = servers.filtered(lambda server: not server.from_filter)[:1]
        if for_all:
            return for_all, email_from
        if tools.config.get("smtp_server") and self._match_from_filter(email_from, self._get_default_from_filter()):
            return self.browse(), email_from
        if servers:
            _logger.warning("No mail server sends for %s: %s is used", email_from, servers[0].name)
            return servers[0], email_from
        return self.browse(), email_from

    def _get_max_email_size(self):
        """Return how large a message may be, in MB."""
        parameters = self.env["ir.config_parameter"].sudo()
        return self.max_email_size or float(parameters.get_param("base.default_max_email_size", "10"))

    # ---- send --------------------------------------------------------------------------------------------------

    @api.model
    def _prepare_email_message__(self, message, smtp_session):
        """Return `(sender, recipients, message)` for the server: the envelope may differ from what the headers say."""
        bounce_address = message["Return-Path"] or self._get_default_bounce_address() or message["From"]
        smtp_from = message["From"] or bounce_address
        if not smtp_from:
            raise AssertionError(self.NO_FOUND_SMTP_FROM)
        recipients = self._prepare_smtp_to_list(message, smtp_session)
        for name in ("Bcc", "X-Forge-To", "X-Msg-To-Add", "Return-Path"):
            forged = message[name] if name == "X-Forge-To" else None
            del message[name]
            if forged:
                del message["To"]
                message["To"] = forged
        from_filter = getattr(smtp_session, "from_filter", False)
        if getattr(smtp_session, "smtp_from", None) and not self._match_from_filter(smtp_from, from_filter):
            # the server does not send for this sender: the message goes under an address of ours
            shown = encapsulate_email(message["From"], smtp_session.smtp_from)
            del message["From"]
            message["From"] = shown
            smtp_from = smtp_session.smtp_from
        if self._match_from_filter(bounce_address, from_filter):
            smtp_from = bounce_address
        valid = extract_rfc2822_addresses(smtp_from)
        if not valid:
            raise AssertionError(f"{self.NO_VALID_FROM} ({smtp_from})")
        return valid[-1], recipients, message

    @api.model
    def _prepare_smtp_to_list(self, message, smtp_session):
        """Return the addresses that the message goes to."""
        recipients = []
        for name in ("To", "Cc", "Bcc", "X-Msg-To-Add"):
            recipients += extract_rfc2822_addresses(",".join(message.get_all(name, [])))
        recipients = list(dict.fromkeys(recipients))
        if not recipients:
            raise AssertionError(self.NO_VALID_RECIPIENT)
        validated = self.env.context.get("send_validated_to")
        if validated:
            allowed = set(validated)
            recipients = [address for address in recipients if set(email_normalize_all(address)) & allowed]
        return recipients

    @api.private
    @api.model
    def send_email(
        self, message, mail_server_id=None, smtp_server=None, smtp_port=None, smtp_user=None, smtp_password=None,
        smtp_encryption=None, smtp_ssl_certificate=None, smtp_ssl_private_key=None, smtp_debug=False, smtp_session=None,
    ):  # fmt: skip
        """Send a message that `_build_email__` made.

        :param smtp_session: an open connection, which stays open
        :return: the id of the message
        :raise AssertionError: sender or recipients are not valid
        :raise MailDeliveryException: the server did not take it
        """
        connection = smtp_session
        if not connection:
            connection = self._connect__(
                smtp_server, smtp_port, smtp_user, smtp_password, smtp_encryption, smtp_from=message["From"],
                ssl_certificate=smtp_ssl_certificate, ssl_private_key=smtp_ssl_private_key, smtp_debug=smtp_debug,
                mail_server_id=mail_server_id,
            )  # fmt: skip
        try:
            smtp_from, recipients, message = self._prepare_email_message__(message, connection)
            if self._disable_send():
                _test_logger.debug("A message is not sent while tests run")
                return message["Message-Id"]
            connection.send_message(message, smtp_from, recipients)
            if not smtp_session:
                connection.quit()
        except smtplib.SMTPServerDisconnected:
            # the session of the caller is over: who has it opens another
            raise
        except (smtplib.SMTPException, OSError) as exc:
            text = self.env._(
                "The server “%(server)s” did not take the message: %(kind)s: %(why)s",
                server=smtp_server or self.browse(mail_server_id or ()).name or getattr(connection, "_host", ""),
                kind=type(exc).__name__,
                why=exc,
            )
            _logger.info(text)
            raise MailDeliveryException(self.env._("The message was not sent"), text) from exc
        finally:
            if connection is not None and not smtp_session:
                connection.close()
        return message["Message-Id"]


def _read_file(path):
    """Return the bytes of a file, None without a path."""
    if not path:
        return None
    with open(path, "rb") as file:  # noqa: PTH123 - a path of the configuration
        return file.read()
