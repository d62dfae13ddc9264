"""Services by XML-RPC."""

from trivium.http import XMLRPC

__all__ = ["XMLRPC"]
