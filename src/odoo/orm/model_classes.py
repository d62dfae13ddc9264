"""Making model classes of definitions: the module itself, so that what addons put in place of its functions holds."""

import sys

from trivium.orm import composition

sys.modules[__name__] = composition
