"""Settings."""

from trivium.release import version
from trivium.tools.config import *
from trivium.tools.config import config
from trivium.tools.func import classproperty
