"""Stopping the clock for a test: of Python, and of the environment that asks PostgreSQL for the time."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

__all__ = ["freeze_time"]


class freeze_time:  # noqa: N801 - the contract's name
    """Freezes the time: a decorator of tests or test classes, or a context manager.

    Args:
        time_to_freeze: a date or datetime, or its text.
        tz_offset: hours between UTC and the local time that is shown.
        tick: whether the time goes on from there.
        as_kwarg: name of an argument of the test that receives the frozen clock.
        auto_tick_seconds: seconds that the clock moves with each look at it.
    """

    def __init__(
        self,
        time_to_freeze: Any = None,
        tz_offset: int = 0,
        tick: bool = False,
        as_kwarg: str = "",
        auto_tick_seconds: float = 0,
    ) -> None:
        import freezegun  # noqa: PLC0415 - a library of tests, absent from a server

        self.time_to_freeze = time_to_freeze
        self.as_kwarg = as_kwarg
        self._freezer = freezegun.freeze_time(
            time_to_freeze, tz_offset=tz_offset, tick=tick, auto_tick_seconds=auto_tick_seconds
        )
        self._clock: Any = None

    def __call__(self, arg: Any) -> Any:
        """Return the test with the time frozen while it runs; a test class gets it for all of its tests."""
        if inspect.isclass(arg):
            cls: Any = arg
            cls.freeze_time = self.time_to_freeze
            return cls
        return self._decorated(arg)

    def _decorated(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def frozen(*args: Any, **kwargs: Any) -> Any:
            with self as clock:
                if self.as_kwarg:
                    kwargs[self.as_kwarg] = clock
                return function(*args, **kwargs)

        return frozen

    def start(self) -> Any:
        """Freeze the time, and return the clock, which `tick` and `move_to` change."""
        self._clock = self._freezer.start()
        return self._clock

    def stop(self, *_args: Any) -> None:
        """Let the time run again."""
        self._freezer.stop()

    def __enter__(self) -> Any:
        return self.start()

    def __exit__(self, *args: object) -> None:
        self.stop()
