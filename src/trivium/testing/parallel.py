"""Tests in several processes, each with a database of its own.

The tests of an addon's installation run where it alone was installed, with what it needs; those that wait for all
addons run in copies of one database that has them all.
"""

import logging
import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trivium.data.server import Server, configure, current_server
from trivium.modules.startup import apply
from trivium.orm.registry import Registry
from trivium.testing import discovery, templates
from trivium.testing.database import use_database
from trivium.testing.results import Outcome, Outcomes, run_classes
from trivium.tools.config import OPTIONS, config

if TYPE_CHECKING:
    import unittest

__all__ = ["Parallel"]

_logger = logging.getLogger(__name__)
_BASIC = frozenset({"config", "save"})
"""Settings about where settings are."""

Work = Callable[..., None]


class Parallel:
    """Runs tests in several processes.

    Args:
        name: of the database that gets all addons, and is copied; the caller drops it.
        template: with what the addons need, None to install everything in each process.
        jobs: how many processes run at a time.
        outcomes: where what became of the tests is collected.
    """

    def __init__(self, name: str, template: str | None, jobs: int, outcomes: Outcomes) -> None:
        self._name = name
        self._template = template
        self._jobs = jobs
        self._outcomes = outcomes
        # A server of processes forks clean ones: each begins with the engine loaded, and with nothing of another's.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])
        values = {key: config[key] for key in OPTIONS if key not in _BASIC and config.get(key) is not None}
        self._setting = _Setting(values, config.misc, current_server(), outcomes.full_trace)

    def run(
        self, at_installation: dict[str, list[list["unittest.TestCase"]]], later: list[list["unittest.TestCase"]]
    ) -> None:
        """Run the tests.

        Args:
            at_installation: those that run as soon as their addon is installed, by addon, in classes.
            later: those that run once all addons are installed, in classes.
        """
        with ThreadPoolExecutor(self._jobs) as pool:
            waiting: list[Future[list[Outcome]]] = []
            if later:
                waiting.append(pool.submit(self._process, _install, self._name, list(at_installation), self._template))
            for number, (module, groups) in enumerate(at_installation.items()):
                if groups:
                    arguments = (module, _ids(groups), self._template)
                    waiting.append(pool.submit(self._process, _at_installation, f"{self._name}_i{number}", *arguments))
            if later and not self._collect(waiting.pop(0)):
                for number, share in enumerate(_shares(later, self._jobs)):
                    copy = f"{self._name}_{number}"
                    templates.copy(self._name, copy)
                    modules = list(at_installation)
                    waiting.append(pool.submit(self._process, _once_installed, copy, modules, share))
            for each in waiting:
                self._collect(each)

    def _collect(self, future: Future[list[Outcome]]) -> list[Outcome]:
        items = future.result()
        self._outcomes.items += items
        return items

    def _process(self, work: Work, name: str, *arguments: Any) -> list[Outcome]:
        """Have a process do work in a database, and return what it sends."""
        receiver, sender = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_work, args=(sender, self._setting, work, name, *arguments))
        process.start()
        sender.close()
        try:
            items: list[Outcome] = receiver.recv()
        except EOFError:
            process.join()
            items = [Outcome(name, "failed", f"The process of the tests in {name} ended with code {process.exitcode}")]
        process.join()
        if work is not _install:
            templates.drop(name)
        return items


def _ids(groups: Iterable[Sequence["unittest.TestCase"]]) -> set[str]:
    return {test.id() for group in groups for test in group}


def _shares(groups: Sequence[Sequence["unittest.TestCase"]], jobs: int) -> list[set[str]]:
    """Return the ids of tests for each process: classes stay together, and those with many tests are dealt first."""
    shares: list[set[str]] = [set() for _job in range(min(jobs, len(groups)))]
    for group in sorted(groups, key=len, reverse=True):
        min(shares, key=len).update(_ids([group]))
    return shares


# -- in a process of its own -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a process takes over from the first one.

    Attributes:
        values: settings by name.
        misc: sections of the configuration file for addons.
        server: the PostgreSQL that it uses.
        full_trace: as in `Outcomes`.
    """

    values: dict[str, Any]
    misc: dict[str, dict[str, str]]
    server: Server
    full_trace: bool


def _work(sender: Any, setting: _Setting, work: Work, name: str, *arguments: Any) -> None:
    """Do work in a database, with the settings of the first process, and send what became of the tests."""
    for key, value in setting.values.items():
        config[key] = value
    config.misc.update(setting.misc)
    config["test_enable"] = True
    config["db_name"] = [name]
    apply()
    configure(setting.server)
    use_database(name)
    outcomes = Outcomes(full_trace=setting.full_trace)
    try:
        work(outcomes, name, *arguments)
    except Exception as error:
        _logger.exception("The tests in %s cannot run", name)
        outcomes.items.append(Outcome(f"installation in {name}", "failed", f"{type(error).__name__}: {error}"))
    sender.send(outcomes.items)
    sender.close()
    templates.forget(name)


def _install(_outcomes: Outcomes, name: str, modules: Sequence[str], template: str | None) -> None:
    """Install addons."""
    templates.new_database(name, modules, template)


def _at_installation(outcomes: Outcomes, name: str, module: str, ids: set[str], template: str | None) -> None:
    """Install an addon and run its tests as soon as it is installed."""

    def after(_cr: Any, installed: str) -> None:
        if installed == module:
            run_classes(_chosen([module], ids), outcomes)

    templates.new_database(name, [module], template, after_module=after, commit_each=True)


def _once_installed(outcomes: Outcomes, name: str, modules: Sequence[str], ids: set[str]) -> None:
    """Run tests in a database that has all addons."""
    Registry(name)
    run_classes(_chosen(modules, ids), outcomes)


def _chosen(modules: Iterable[str], ids: set[str]) -> list[list["unittest.TestCase"]]:
    """Return the tests with these ids, by class."""
    tests = (test for module in modules for test in discovery.cases_of(module) if test.id() in ids)
    return discovery.by_class(tests)
