"""What happened to accounts, rights and doors: events with documented names, on a logger of their own.

A line is `<event> key=value ...`; as JSON (`log_format = json`) the event and each value are members of their own.
Values that people typed are quoted, and never passwords, codes or keys. `docs/reference/security-events.md` lists the
events, and a test holds the list equal to `EVENTS`.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, Final

__all__ = ["EVENTS", "LOGGER", "audit", "setting_up"]

LOGGER: Final = "trivium.security"
_logger = logging.getLogger(LOGGER)
_silent: ContextVar[bool] = ContextVar("silent", default=False)

EVENTS: Final[Mapping[str, tuple[int, str]]] = MappingProxyType(
    {
        # signing in and out
        "login": (logging.INFO, "A password, a key or another proof was accepted."),
        "login_failed": (logging.WARNING, "A proof was refused: wrong, or of nobody."),
        "login_delayed": (logging.WARNING, "Refused without a look: an account or an address failed too often."),
        "logout": (logging.INFO, "A session was ended by who held it."),
        "second_factor_accepted": (logging.INFO, "A code of the phone, or for recovery, was accepted."),
        "second_factor_failed": (logging.WARNING, "A code was refused: wrong, used before, or too many were wrong."),
        "identity_confirmed": (logging.INFO, "Somebody who is signed in typed the password again, before a change."),
        "identity_failed": (logging.WARNING, "The password typed before a change was wrong."),
        # what belongs to an account
        "password_changed": (logging.INFO, "A password was set, by its user or by somebody who may."),
        "password_link_made": (logging.INFO, "A link to choose a password was made."),
        "password_link_used": (logging.INFO, "A password was chosen by a link, which is then used up."),
        "password_link_failed": (logging.WARNING, "A link was opened that is none, is used up, or has ended."),
        "password_forgotten": (logging.INFO, "Somebody asked for a link by mail, for an account or for none."),
        "second_factor_on": (logging.INFO, "Two-factor authentication was switched on."),
        "second_factor_off": (logging.WARNING, "Two-factor authentication was switched off."),
        "recovery_codes_made": (logging.INFO, "Recovery codes were made; the former ones are void."),
        "recovery_code_used": (logging.WARNING, "A recovery code took the place of the phone."),
        "trusted_device_removed": (logging.INFO, "A browser has to give the second factor again."),
        "api_key_made": (logging.INFO, "An API key was made."),
        "api_key_removed": (logging.INFO, "API keys were removed."),
        "sessions_ended": (logging.INFO, "Sessions on devices were ended."),
        # rights
        "user_created": (logging.INFO, "A user was made."),
        "user_changed": (logging.WARNING, "Login, groups, companies or being active of users changed."),
        "user_deleted": (logging.WARNING, "Users were deleted."),
        "rights_changed": (logging.WARNING, "Groups, access lines or record rules were made, changed or deleted."),
        "parameter_changed": (logging.WARNING, "A system parameter was made, changed or deleted; never its value."),
        "became_superuser": (logging.WARNING, "An administrator goes on as the superuser."),
        "access_refused": (logging.INFO, "Rights did not allow what a user asked for."),
        # doors
        "cross_site_refused": (logging.WARNING, "A page of another site asked for what only our own pages may."),
        "form_token_refused": (logging.WARNING, "A form came without its token, or with another's."),
        "file_refused": (logging.WARNING, "A file was refused: too large when unpacked, or with a virus."),
        "request_outside_refused": (logging.WARNING, "A request to the outside was not sent, for where it leads."),
    }
)
"""Level and meaning of each event."""


def audit(event: str, /, **details: Any) -> None:
    """Log an event of security.

    Args:
        event: one of `EVENTS`.
        details: who, whose, from where; without secrets.

    Raises:
        KeyError: there is no such event.
    """
    level, _meaning = EVENTS[event]
    if _silent.get():
        return
    words = " ".join(f"{name}={json.dumps(value, default=str)}" for name, value in details.items())
    _logger.log(level, "%s %s", event, words, extra={"security_event": event, **details})


@contextmanager
def setting_up() -> Iterator[None]:
    """Log no events: a database is being made, whose accounts and rights nobody has had before."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)
