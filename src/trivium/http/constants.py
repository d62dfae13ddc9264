"""Numbers and names that the presentation tier shares."""

DEFAULT_LANG = "en_US"
DEFAULT_MAX_CONTENT_LENGTH = 128 * 1024 * 1024
"""Bytes that a request body may have when neither the route nor a setting says otherwise."""

CORS_MAX_AGE = 60 * 60 * 24
"""Seconds for which a browser may keep the answer to a preflight."""

CSRF_TOKEN_SALT = 60 * 60 * 24 * 365
"""Seconds for which a token without a limit of its own is good."""

CSRF_HEADER = "X-CSRF-Token"
"""Header by which an answer to the client tells the token of a session whose identifier it has replaced."""

SESSION_LIFETIME = 60 * 60 * 24 * 7
"""Seconds after its last use at which a session ends."""

SESSION_ROTATION_INTERVAL = 60 * 60 * 3
"""Seconds after which the identifier of a session in use is replaced."""

SESSION_DELETION_TIMER = 120
"""Seconds for which a replaced identifier still serves requests under way."""

SESSION_TOUCH_INTERVAL = 60 * 5
"""Seconds between two notes of a session's last use."""

STORED_SESSION_BYTES = 42
"""Characters of a session identifier that would be stored; kept for addons, ours are stored as digests."""

STATIC_CACHE = 60 * 60 * 24 * 7
STATIC_CACHE_LONG = 60 * 60 * 24 * 365
"""Seconds for which a browser may keep what its URL does not, or does, identify by content."""

SAFE_HTTP_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")

ROUTING_KEYS = {
    "alias", "build_only", "defaults", "endpoint", "host", "merge_slashes", "methods", "redirect_to",
    "strict_slashes", "subdomain", "websocket",
}  # fmt: skip
"""Parameters of a route that werkzeug's `Rule` takes; the others are ours."""

MISSING_CSRF_WARNING = (
    "No valid CSRF token on %s: the form must send `request.csrf_token()` as csrf_token, "
    "or the route must say csrf=False when its callers are identified otherwise."
)
NOT_FOUND_NODB = "No such page, and no database is selected: choose one first."
