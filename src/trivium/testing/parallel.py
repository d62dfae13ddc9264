"""Tests in several processes, each with a database of its own.

Each process installs a share of the addons, and runs the tests of their installation as it goes. The first installs
the others too: the tests that wait for all addons run there afterwards, and in copies of it.
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

_FAILURE = "installation in %s"
"""What failed where a process could not do its work in a database."""

INSTALLATION = 5
"""How many tests the installation of an addon takes as long as."""

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
        modules = list(at_installation)
        waiting: list[Future[list[Outcome]]] = []
        with ThreadPoolExecutor(self._jobs) as pool:

            def start(work: Work, name: str, *arguments: Any) -> None:
                waiting.append(pool.submit(self._process, work, name, *arguments))

            for number, share in enumerate(_dealt(at_installation, self._jobs, all_first=bool(later))):
                name = f"{self._name}_i{number}" if number or not later else self._name
                wanted = modules if name == self._name else list(share)
                if wanted:
                    start(_install, name, wanted, share, self._template)
            if later and _installed(self._name, self._collect(waiting.pop(0))):
                shares = _shares(later, self._jobs)
                names = [self._name, *(f"{self._name}_{number}" for number in range(1, len(shares)))]
                for name in names[1:]:
                    templates.copy(self._name, name)
                for name, ids in zip(names, shares, strict=True):
                    start(_once_installed, name, modules, ids)
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
        if name != self._name:
            templates.drop(name)
        return items


def _ids(groups: Iterable[Sequence["unittest.TestCase"]]) -> set[str]:
    return {test.id() for group in groups for test in group}


def _dealt(
    tests: dict[str, list[list["unittest.TestCase"]]], jobs: int, *, all_first: bool
) -> list[dict[str, set[str]]]:
    """Return, for each process, the addons whose tests of installation it runs, with the ids of these tests.

    Args:
        tests: by addon, in classes.
        jobs: how many processes there are.
        all_first: the first process installs all of the addons, and so gets fewer tests.
    """
    shares: list[dict[str, set[str]]] = [{} for _job in range(jobs)]
    load = [INSTALLATION * len(tests) if all_first else 0, *([0] * (jobs - 1))]
    by_addon = {module: _ids(groups) for module, groups in tests.items() if groups}
    for module, ids in sorted(by_addon.items(), key=lambda item: len(item[1]), reverse=True):
        number = load.index(min(load))
        shares[number][module] = ids
        load[number] += len(ids) + (0 if all_first and not number else INSTALLATION)
    return shares


def _installed(name: str, outcomes: Iterable[Outcome]) -> bool:
    """Tell whether the process that was to install all addons in a database did."""
    return not any(outcome.name in {name, _FAILURE % name} for outcome in outcomes)


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
        outcomes.items.append(Outcome(_FAILURE % name, "failed", f"{type(error).__name__}: {error}"))
    sender.send(outcomes.items)
    sender.close()
    templates.forget(name)


def _install(
    outcomes: Outcomes, name: str, modules: Sequence[str], tests: dict[str, set[str]], template: str | None
) -> None:
    """Install addons, and run the tests of some of them as soon as each is installed."""

    def after(_cr: Any, installed: str) -> None:
        if installed in tests:
            run_classes(_chosen([installed], tests[installed]), outcomes)

    templates.new_database(name, modules, template, after_module=after, commit_each=True)


def _once_installed(outcomes: Outcomes, name: str, modules: Sequence[str], ids: set[str]) -> None:
    """Run tests in a database that has all addons."""
    Registry(name)
    run_classes(_chosen(modules, ids), outcomes)


def _chosen(modules: Iterable[str], ids: set[str]) -> list[list["unittest.TestCase"]]:
    """Return the tests with these ids, by class."""
    tests = (test for module in modules for test in discovery.cases_of(module) if test.id() in ids)
    return discovery.by_class(tests)
