"""What became of tests: counted, shown as they end, written for other programs."""

import sys
import time
import traceback
import unittest
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO
from xml.etree import ElementTree as ET

from trivium.modules import paths

__all__ = ["OdooTestResult", "Outcome", "Outcomes", "Result"]


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
    """What became of all tests."""

    items: list[Outcome] = field(default_factory=list)

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


def _explained(error: Any) -> str:
    """Return what went wrong: first the lines of addons that it went through, then the whole traceback."""
    kind, value, trace = error
    in_addons = [frame for frame in traceback.extract_tb(trace) if paths.locate(frame.filename)]
    own = [frame for frame in in_addons if not Path(frame.filename).is_relative_to(paths.BUILTIN)] or in_addons
    lines = [f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}\n" for frame in own]
    # the runner's own frames say nothing
    while trace is not None and trace.tb_next is not None and "__unittest" in trace.tb_frame.f_globals:
        trace = trace.tb_next
    return "".join([*lines, *traceback.format_exception(kind, value, trace)])


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
        text = _explained(error)
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
            self._errors.append(f"{subtest}\n{_explained(err)}")

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
