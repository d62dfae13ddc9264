"""The addon on which all others stand: contacts, users, companies, access, data and the engine's own records."""

from . import models, report, wizard
