"""Requests, responses, controllers and routes."""

from trivium.http import *
from trivium.http import _request_stack
from trivium.http.sessions import _session_identifier_re
from trivium.tools.facade import Proxy, ProxyAttr, ProxyFunc
from trivium.tools.func import filter_kwargs
from trivium.tools.i18n import get_lang
from trivium.tools.iteration import submap, unique
from trivium.tools.json import json_default
from trivium.tools.parse_version import parse_version
from trivium.tools.paths import file_path
from trivium.tools.text import exception_to_unicode
