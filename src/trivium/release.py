"""What this is and which version of the interface it speaks."""

RELEASE_LEVELS = [ALPHA, BETA, RELEASE_CANDIDATE, FINAL] = ["alpha", "beta", "candidate", "final"]
RELEASE_LEVELS_DISPLAY = {ALPHA: ALPHA, BETA: BETA, RELEASE_CANDIDATE: "rc", FINAL: ""}

version_info = (19, 0, 0, FINAL, 0, "")
"""Major, minor, micro, level, serial, edition: of the interface, which clients adapt to."""

version = "19.0"
series = serie = major_version = "19.0"

product_name = "Trivium"
description = "Open platform for business applications"
long_desc = "An open platform for business applications in three tiers: data, logic, presentation."
classifiers = """Development Status :: 3 - Alpha
Programming Language :: Python
"""
url = "https://github.com/trivium-platform/trivium"
author = "The Trivium authors"
author_email = "trivium@example.com"
license = "LGPL-3"  # noqa: A001 - the contract's name
nt_service_name = "trivium-server-" + series.replace("~", "-")

MIN_PY_VERSION = (3, 11)
MAX_PY_VERSION = (3, 14)
MIN_PG_VERSION = 14
