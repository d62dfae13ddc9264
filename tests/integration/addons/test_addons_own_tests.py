"""The tests that the addons bring, run as their authors would run them."""

import re
import subprocess
import sys

import pytest

ADDONS = ("base_import", "base_setup", "base_sparse_field", "resource", "uom", "web", "web_tour")


@pytest.mark.timeout(120)
def test_addons_pass_their_own_tests(server):  # noqa: ARG001 - it must run
    command = [sys.executable, "-m", "trivium.cli", "test", "-i", ",".join(ADDONS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    counts = re.search(r"^(\d+) passed, (\d+) failed, (\d+) skipped$", done.stdout + done.stderr, re.MULTILINE)
    assert counts, done.stderr[-4000:]
    passed, failed, _skipped = map(int, counts.groups())
    assert failed == 0, (done.stdout + done.stderr)[-8000:]
    assert passed >= len(ADDONS)
