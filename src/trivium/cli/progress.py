"""Telling how far long work is: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

__all__ = ["shown"]

Step = Callable[[str, int, int], None]


@contextmanager
def shown(title: str) -> Iterator[Step]:
    """Give a function to call with a name, a position from 1 and a total for each step of the work.

    Args:
        title: what the work is, as `Installing`.
    """
    if sys.stderr.isatty():
        with _bar(title) as step:
            yield step
        return
    started = time.monotonic()

    def line(name: str, position: int, total: int) -> None:
        click.echo(f"{title} {name} ({position}/{total}), {time.monotonic() - started:.1f} s", err=True)

    yield line


@contextmanager
def _bar(title: str) -> Iterator[Step]:
    from rich.console import Console  # noqa: PLC0415 - only a terminal shows a bar, and rich takes time to load
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[addon]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=False) as progress:
        task = progress.add_task(title, total=None, addon="")

        def step(name: str, position: int, total: int) -> None:
            progress.update(task, total=total, completed=position - 1, addon=name)

        yield step
        total = progress.tasks[0].total
        progress.update(task, completed=total or 1, total=total or 1, addon="")
