"""Running tests of addons: in a throwaway database (`trivium test`), or in the one served (`--test-enable`)."""

import logging
import multiprocessing
import sys
import unittest
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from trivium.data import databases
from trivium.modules.lifecycle.databases import KNOWN_PASSWORD, NewDatabase
from trivium.orm.registry import Registry
from trivium.testing import discovery
from trivium.testing.database import use_database
from trivium.testing.results import Outcome, Outcomes, Result
from trivium.testing.tags import TagsSelector
from trivium.tools.config import config

__all__ = ["ServerTests", "run_tests"]

_logger = logging.getLogger(__name__)


def _run(groups: Iterable[Sequence[unittest.TestCase]], outcomes: Outcomes) -> None:
    """Run the tests of some classes."""
    result = Result(outcomes)
    suite = unittest.TestSuite()
    for group in groups:
        suite.addTests(group)
    suite.run(result)


class ServerTests:
    """The tests of the addons that are installed or upgraded in a database.

    Args:
        name: of the database.
        tags: which tests, as in `--test-tags`.
        modules: whose tests run, None for those of all addons that are touched.

    Raises:
        ValueError: the expression cannot be read.
    """

    def __init__(self, name: str, tags: str = "", modules: Iterable[str] | None = None) -> None:
        self.name = name
        self.selector = TagsSelector(tags)
        self.outcomes = Outcomes()
        self._modules = None if modules is None else set(modules)
        self._touched: dict[str, None] = {}
        use_database(name)

    def _concerns(self, module: str) -> bool:
        return self._modules is None or module in self._modules

    def _cases(self, module: str) -> list[unittest.TestCase]:
        """Return the tests of an addon; where they cannot be imported that is the failure."""
        try:
            return list(discovery.cases_of(module))
        except Exception as error:
            _logger.exception("The tests of %s cannot be imported", module)
            self.outcomes.items.append(Outcome(f"{module}.tests", "failed", f"{type(error).__name__}: {error}"))
            return []

    def at_install(self, _cr: Any, module: str) -> None:
        """Run the tests of an addon that run as soon as it is installed, and note it for those that run later."""
        if not self._concerns(module):
            return
        self._touched[module] = None
        chosen = discovery.classes(filter(discovery.at_install, self._cases(module)), self.selector)
        if chosen:
            _logger.info("%s: tests at its installation", module)
            _run(chosen, self.outcomes)

    def later(self) -> list[list[unittest.TestCase]]:
        """Return the tests that run once all addons are installed, by class."""
        tests = (test for module in self._touched for test in self._cases(module) if discovery.post_install(test))
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
        _run(self.later(), self.outcomes)
        return self.report()

    def report(self, junit: str | None = None) -> int:
        """Show the summary, write the file asked for; return 1 if a test failed."""
        if junit:
            self.outcomes.write_junit(junit)
        sys.stdout.write(f"{self.outcomes.summary()}\n")
        sys.stdout.flush()
        return 1 if self.outcomes.count("failed") else 0


def run_tests(
    modules: Sequence[str], *, tags: str = "", jobs: int = 1, junit: str | None = None, keep: bool = False
) -> int:
    """Install addons in a throwaway database and run their tests.

    Args:
        modules: names of the addons.
        tags: which tests, as in `--test-tags`.
        jobs: how many processes run the tests that wait for all addons, each in a copy of the database.
        junit: path of a file to write the outcomes to.
        keep: whether the database stays.

    Returns:
        0 if all passed, 1 if a test failed.
    """
    name = f"test_{uuid.uuid4().hex[:12]}"
    tests = ServerTests(name, tags, modules)
    config["test_enable"] = True
    config["db_name"] = [name]
    try:
        NewDatabase(name, list(modules), password=KNOWN_PASSWORD).create(
            after_module=tests.at_install, commit_each=True
        )
        if jobs > 1:
            _run_parallel(tests, jobs)
        else:
            _run(tests.later(), tests.outcomes)
        return tests.report(junit)
    finally:
        _forget(name)
        if keep:
            sys.stderr.write(f"The database {name} is kept\n")
        elif databases.exists(name):
            databases.drop(name)


def _forget(name: str) -> None:
    """Let the database go: its registry, and what listens to it."""
    if Registry.signaling is not None:
        Registry.signaling.stop(name)
    Registry.delete(name)


def _run_parallel(tests: ServerTests, jobs: int) -> None:
    """Run the classes that wait for all addons in several processes, each with a copy of the database."""
    groups = tests.later()
    shares: list[list[str]] = [[] for _job in range(min(jobs, len(groups)))]
    for position, group in enumerate(groups):
        shares[position % len(shares)] += [test.id() for test in group]
    if not shares:
        return
    _forget(tests.name)
    context = multiprocessing.get_context("spawn")
    settings = {key: config[key] for key in ("addons_path", "data_dir", "db_url", "db_host", "db_port", "db_user")}
    workers = []
    for number, share in enumerate(shares):
        copy = f"{tests.name}_{number}"
        databases.duplicate(tests.name, copy)
        receiver, sender = context.Pipe(duplex=False)
        arguments = (copy, list(tests._touched), share, settings, sender)
        process = context.Process(target=_work, args=arguments)
        process.start()
        sender.close()
        workers.append((copy, process, receiver))
    for copy, process, receiver in workers:
        try:
            tests.outcomes.items += receiver.recv()
        except EOFError:
            message = f"The process of the tests in {copy} ended with code {process.exitcode}"
            tests.outcomes.items.append(Outcome(copy, "failed", message))
        process.join()
        databases.drop(copy)


def _work(name: str, modules: Sequence[str], ids: Sequence[str], settings: dict[str, Any], sender: Any) -> None:
    """Run some tests in a database, in a process of its own, and send what became of them."""
    from trivium.modules.startup import apply  # noqa: PLC0415 - the server's settings, as the first process applied them

    for key, value in settings.items():
        config[key] = value
    config["test_enable"] = True
    config["db_name"] = [name]
    apply()
    use_database(name)
    Registry(name)
    wanted = set(ids)
    selected: dict[type, list[unittest.TestCase]] = {}
    for module in modules:
        for test in discovery.cases_of(module):
            if test.id() in wanted:
                selected.setdefault(type(test), []).append(test)
    outcomes = Outcomes()
    _run(selected.values(), outcomes)
    sender.send(outcomes.items)
    sender.close()
    _forget(name)
