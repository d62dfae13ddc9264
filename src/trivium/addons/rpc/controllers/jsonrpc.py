"""Services by JSON-RPC, and the version."""

from trivium.http import JSONRPC, RPC

__all__ = ["JSONRPC", "RPC"]
