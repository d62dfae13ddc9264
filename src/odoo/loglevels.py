"""Names of log levels, and texts of exceptions."""

from trivium.tools.text import exception_to_unicode, get_encodings, ustr

LOG_NOTSET = "notset"
LOG_DEBUG = "debug"
LOG_INFO = "info"
LOG_WARNING = "warn"
LOG_ERROR = "error"
LOG_CRITICAL = "critical"
