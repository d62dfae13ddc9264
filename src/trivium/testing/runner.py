"""Running tests of addons: in a throwaway database (`trivium test`), or in the one served (`--test-enable`)."""

import logging
import sys
import unittest
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from trivium.orm.registry import Registry
from trivium.testing import discovery, templates
from trivium.testing.database import use_database
from trivium.testing.parallel import Parallel
from trivium.testing.results import Outcome, Outcomes, run_classes
from trivium.testing.tags import TagsSelector
from trivium.tools.config import config

__all__ = ["ServerTests", "run_tests"]

_logger = logging.getLogger(__name__)

NOTHING_CHOSEN = 5
"""Exit code where tags choose no test, as pytest's."""


class ServerTests:
    """The tests of the addons that are installed or upgraded in a database.

    Args:
        name: of the database.
        tags: which tests, as in `--test-tags`.
        modules: whose tests run, None for those of all addons that are touched.
        full_trace: whether failures show the platform's part of their tracebacks.

    Raises:
        ValueError: the expression cannot be read.
    """

    def __init__(
        self, name: str, tags: str = "", modules: Iterable[str] | None = None, *, full_trace: bool = False
    ) -> None:
        self.name = name
        self.selector = TagsSelector(tags)
        self.outcomes = Outcomes(full_trace=full_trace)
        self._modules = None if modules is None else dict.fromkeys(modules)
        self._touched: dict[str, None] = {}
        self._found: dict[str, list[unittest.TestCase]] = {}
        use_database(name)

    def _concerns(self, module: str) -> bool:
        return self._modules is None or module in self._modules

    def _cases(self, module: str) -> list[unittest.TestCase]:
        """Return the tests of an addon; where they cannot be imported that is the failure."""
        if module not in self._found:
            try:
                self._found[module] = list(discovery.cases_of(module))
            except Exception as error:
                _logger.exception("The tests of %s cannot be imported", module)
                self.outcomes.items.append(Outcome(f"{module}.tests", "failed", f"{type(error).__name__}: {error}"))
                self._found[module] = []
        return self._found[module]

    def at_installation_of(self, module: str) -> list[list[unittest.TestCase]]:
        """Return the tests of an addon that run as soon as it is installed, by class."""
        return discovery.classes(filter(discovery.at_install, self._cases(module)), self.selector)

    def at_install(self, _cr: Any, module: str) -> None:
        """Run the tests of an addon that run as soon as it is installed, and note it for those that run later."""
        if not self._concerns(module):
            return
        self._touched[module] = None
        chosen = self.at_installation_of(module)
        if chosen:
            _logger.info("%s: tests at its installation", module)
            run_classes(chosen, self.outcomes)

    def later(self) -> list[list[unittest.TestCase]]:
        """Return the tests that run once all addons are installed, by class."""
        touched = self._touched or self._modules or ()
        tests = (test for module in touched for test in self._cases(module) if discovery.post_install(test))
        return discovery.classes(tests, self.selector)

    def finish(self) -> int:
        """Run the tests that run once all addons are installed, show the summary; return 1 if a test failed."""
        if not self._touched:
            # nothing was installed: the tests of what is there
            with Registry(self.name).cursor() as cr:
                cr.execute("SELECT name FROM ir_module_module WHERE state = 'installed' ORDER BY name")
                installed = [row[0] for row in cr.fetchall()]
            named = self.selector.names()
            self._touched.update(dict.fromkeys(m for m in installed if self._concerns(m) and (not named or m in named)))
        run_classes(self.later(), self.outcomes)
        return self.report()

    def report(self, junit: str | None = None) -> int:
        """Show the summary, write the file asked for; return 1 if a test failed."""
        if junit:
            self.outcomes.write_junit(junit)
        sys.stdout.write(f"{self.outcomes.summary()}\n")
        sys.stdout.flush()
        return 1 if self.outcomes.count("failed") else 0


def run_tests(
    modules: Sequence[str],
    *,
    tags: str = "",
    jobs: int = 1,
    junit: str | None = None,
    keep: bool = False,
    fresh: bool = False,
    full_trace: bool = False,
) -> int:
    """Install addons in a throwaway database and run their tests.

    Args:
        modules: names of the addons.
        tags: which tests, as in `--test-tags`.
        jobs: how many processes run tests, each in a database of its own.
        junit: path of a file to write the outcomes to.
        keep: whether the database stays; with several jobs, the one with all addons.
        fresh: whether everything is installed anew, rather than on a copy of a template.
        full_trace: whether failures show the platform's part of their tracebacks.

    Returns:
        0 if all passed, 1 if a test failed, 5 if `tags` chose none.
    """
    name = f"test_{uuid.uuid4().hex[:12]}"
    tests = ServerTests(name, tags, modules, full_trace=full_trace)
    config["test_enable"] = True
    config["db_name"] = [name]
    try:
        template = None if fresh else templates.ensure_for(modules)
        if jobs > 1:
            at_installation = {module: tests.at_installation_of(module) for module in modules}
            Parallel(name, template, jobs, tests.outcomes).run(at_installation, tests.later())
        else:
            templates.new_database(name, modules, template, after_module=tests.at_install, commit_each=True)
            run_classes(tests.later(), tests.outcomes)
        code = tests.report(junit)
    finally:
        if keep:
            templates.forget(name)
            sys.stderr.write(f"The database {name} is kept\n")
        else:
            templates.drop(name)
    if tags and not tests.outcomes.items:
        sys.stderr.write(f"No test of {', '.join(modules)} is chosen by {tags!r}\n")
        return NOTHING_CHOSEN
    return code
