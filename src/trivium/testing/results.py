"""What became of tests: counted, shown as they end, written for other programs."""

import sys
import time
import unittest
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO
from xml.etree import ElementTree as ET

from trivium.testing.tracebacks import explained

__all__ = ["OdooTestResult", "Outcome", "Outcomes", "Result", "run_classes"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one test.

    Attributes:
        name: its id.
        status: `passed`, `failed` or `skipped`.
        message: why, where it did not pass.
        seconds: how long it ran.
    """

    name: str
    status: str
    message: str = ""
    seconds: float = 0.0


@dataclass(slots=True)
class Outcomes:
    """What became of all tests.

    Attributes:
        items: what became of each.
        full_trace: whether failures show the platform's part of their tracebacks.
    """

    items: list[Outcome] = field(default_factory=list)
    full_trace: bool = False

    def count(self, status: str) -> int:
        """Return how many tests ended that way."""
        return sum(item.status == status for item in self.items)

    def summary(self) -> str:
        """Return the last line of a run."""
        return f"{self.count('passed')} passed, {self.count('failed')} failed, {self.count('skipped')} skipped"

    def write_junit(self, path: str) -> None:
        """Write a file in JUnit's format."""
        suite = ET.Element(
            "testsuite",
            name="trivium",
            tests=str(len(self.items)),
            failures=str(self.count("failed")),
            skipped=str(self.count("skipped")),
            time=f"{sum(item.seconds for item in self.items):.3f}",
        )
        for item in self.items:
            class_name, _dot, method = item.name.rpartition(".")
            case = ET.SubElement(suite, "testcase", classname=class_name, name=method, time=f"{item.seconds:.3f}")
            if item.status != "passed":
                tag = "failure" if item.status == "failed" else "skipped"
                lines = item.message.strip().splitlines()
                ET.SubElement(case, tag, message=lines[-1] if lines else "").text = item.message
        Path(path).write_bytes(ET.tostring(suite, encoding="utf-8", xml_declaration=True))


class Result(unittest.TestResult):
    """Collects outcomes, and shows failures when they happen.

    Args:
        outcomes: where they are collected.
        stream: where failures are shown; default the standard error stream.
    """

    def __init__(self, outcomes: Outcomes, stream: TextIO | None = None) -> None:
        super().__init__()
        self.outcomes = outcomes
        self._stream = stream or sys.stderr
        self._started = 0.0
        self._errors: list[str] = []
        self._skipped = ""

    def startTest(self, test: unittest.TestCase) -> None:  # noqa: N802 - the standard library's name
        """Note when the test began."""
        super().startTest(test)
        self._started = time.monotonic()
        self._errors = []
        self._skipped = ""

    def stopTest(self, test: unittest.TestCase) -> None:  # noqa: N802 - the standard library's name
        """Note what became of it."""
        super().stopTest(test)
        seconds = time.monotonic() - self._started
        if self._errors:
            self._note(Outcome(test.id(), "failed", "\n".join(self._errors), seconds))
        elif self._skipped:
            self._note(Outcome(test.id(), "skipped", self._skipped, seconds))
        else:
            self._note(Outcome(test.id(), "passed", "", seconds))
        self._started = 0.0

    def _note(self, outcome: Outcome) -> None:
        self.outcomes.items.append(outcome)
        if outcome.status == "failed":
            self._stream.write(f"FAILED {outcome.name}\n{outcome.message}\n")
            self._stream.flush()

    def _failed(self, test: Any, error: Any) -> None:
        text = explained(error, full=self.outcomes.full_trace)
        if self._started:
            self._errors.append(text)
        else:
            # outside of a test: setting up or tearing down its class
            self._note(Outcome(str(getattr(test, "description", test)), "failed", text))

    def addError(self, test: Any, err: Any) -> None:  # noqa: N802 - the standard library's name
        """Note an exception."""
        super().addError(test, err)
        self._failed(test, err)

    def addFailure(self, test: Any, err: Any) -> None:  # noqa: N802 - the standard library's name
        """Note a failed assertion."""
        super().addFailure(test, err)
        self._failed(test, err)

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:  # noqa: N802 - the standard library's name
        """Note what became of a part of a test."""
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._errors.append(f"{subtest}\n{explained(err, full=self.outcomes.full_trace)}")

    def addSkip(self, test: Any, reason: str) -> None:  # noqa: N802 - the standard library's name
        """Note that a test, or a class of tests, was left out."""
        super().addSkip(test, reason)
        if self._started:
            self._skipped = reason
        else:
            self._note(Outcome(str(getattr(test, "description", test)), "skipped", reason))

    def addUnexpectedSuccess(self, test: Any) -> None:  # noqa: N802 - the standard library's name
        """Note a test that was expected to fail and did not."""
        super().addUnexpectedSuccess(test)
        self._errors.append("The test was expected to fail, and passed")


OdooTestResult = Result
"""The contract's name."""


def run_classes(groups: Iterable[Sequence[unittest.TestCase]], outcomes: Outcomes) -> None:
    """Run the tests of some classes."""
    suite = unittest.TestSuite()
    for group in groups:
        suite.addTests(group)
    suite.run(Result(outcomes))
