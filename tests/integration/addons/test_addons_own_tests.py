"""The tests that the addons bring, run as their authors would run them."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from trivium.testing import discovery
from trivium.testing.tags import TagsSelector

ADDONS = ("base_import", "base_setup", "base_sparse_field", "resource", "uom", "web", "web_tour")


def defined(addons):
    """Return how many tests the files of addons define, by class, that run where nothing else is said."""
    tests = filter(TagsSelector("").check, (test for addon in addons for test in discovery.cases_of(addon)))
    return Counter(
        f"{type(test).__module__}.{type(test).__qualname__}"
        for test in tests
        for runs in (discovery.at_install, discovery.post_install)
        if runs(test)
    )


def run(report, *options):
    """Run `trivium test`, and return how many tests it ran, by class."""
    command = [sys.executable, "-m", "trivium.cli", "test", *options, "--junit", str(report)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-8000:]
    return Counter(case.get("classname") for case in ET.parse(report).getroot())


@pytest.mark.timeout(120)
def test_addons_pass_their_own_tests(server, tmp_path):  # noqa: ARG001 - it must run
    assert set(ADDONS) <= {name.split(".")[2] for name in defined(ADDONS)}
    assert run(tmp_path / "report.xml", "-i", ",".join(ADDONS)) == defined(ADDONS)


@pytest.mark.timeout(120)
def test_an_addon_that_comes_with_what_it_needs_runs_all_its_tests(server, tmp_path):  # noqa: ARG001 - it must run
    for number in ("first", "again"):  # the second time on a copy of what the first one installed
        assert run(tmp_path / f"{number}.xml", "-i", "base_import") == defined(["base_import"])
