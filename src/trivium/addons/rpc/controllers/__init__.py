"""The controllers of the external API, for addons that derive from them.

They belong to the platform, which serves them whether or not this addon is installed.
"""

from .json2 import WebJson2Controller
from .jsonrpc import JSONRPC, RPC
from .xmlrpc import XMLRPC

__all__ = ["JSONRPC", "RPC", "XMLRPC", "WebJson2Controller"]
