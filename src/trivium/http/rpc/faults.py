"""XML-RPC faults: the codes that clients of 19.0 tell kinds of errors by."""

from __future__ import annotations

import traceback
import xmlrpc.client
from typing import Final

from trivium.exceptions import AccessDenied, AccessError, RedirectWarning, UserError
from trivium.http.errors import exception_message
from trivium.tools.config import config

RPC_FAULT_CODE_CLIENT_ERROR: Final = 1
RPC_FAULT_CODE_APPLICATION_ERROR: Final = 1
RPC_FAULT_CODE_WARNING: Final = 2
RPC_FAULT_CODE_ACCESS_DENIED: Final = 3
RPC_FAULT_CODE_ACCESS_ERROR: Final = 4


def fault_2(error: BaseException) -> xmlrpc.client.Fault:
    """Return the fault for `/xmlrpc/2`: a number for the kind, the message for people."""
    if isinstance(error, AccessDenied):
        return xmlrpc.client.Fault(RPC_FAULT_CODE_ACCESS_DENIED, exception_message(error))
    if isinstance(error, AccessError):
        return xmlrpc.client.Fault(RPC_FAULT_CODE_ACCESS_ERROR, exception_message(error))
    if isinstance(error, RedirectWarning):
        return xmlrpc.client.Fault(RPC_FAULT_CODE_WARNING, str(error.args[0]))
    if isinstance(error, UserError):
        return xmlrpc.client.Fault(RPC_FAULT_CODE_WARNING, exception_message(error))
    return xmlrpc.client.Fault(RPC_FAULT_CODE_APPLICATION_ERROR, _description(error))


def fault_1(error: BaseException) -> xmlrpc.client.Fault:
    """Return the fault for `/xmlrpc`: the code is a text, as the oldest clients expect."""
    if isinstance(error, AccessDenied):
        code = "AccessDenied"
    elif isinstance(error, AccessError):
        code = f"warning -- AccessError\n\n{exception_message(error)}"
    elif isinstance(error, RedirectWarning):
        code = f"warning -- Warning\n\n{error.args[0]}"
    elif isinstance(error, UserError):
        code = f"warning -- UserError\n\n{exception_message(error)}"
    else:
        return xmlrpc.client.Fault(exception_message(error), _description(error))  # type: ignore[arg-type] # a text, see above
    return xmlrpc.client.Fault(code, exception_message(error))  # type: ignore[arg-type] # a text, see above


def _description(error: BaseException) -> str:
    """Return class and message, which say what a caller can use; the traceback only on a developer's server."""
    if config.get("dev_mode"):
        return "".join(traceback.format_exception(error))
    return f"{type(error).__name__}: {exception_message(error)}"
