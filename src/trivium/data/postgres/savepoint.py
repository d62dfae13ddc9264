"""Part of a transaction that can be undone."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from trivium.data.postgres.cursor import BaseCursor

_numbers = itertools.count(1)


class Savepoint:
    """A point that the transaction can return to; as a context manager it does so when an exception passes.

    Attributes:
        name: as the server knows it.
        closed: released already.
    """

    def __init__(self, cr: BaseCursor) -> None:
        self.name = f"sp_{next(_numbers)}"
        self.closed = False
        self._cr = cr
        cr.execute(f'SAVEPOINT "{self.name}"')

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self.close(rollback=exc_type is not None)

    def close(self, *, rollback: bool = True) -> None:
        """Release the savepoint, first undoing what came after it unless told otherwise."""
        if self.closed:
            return
        if rollback:
            self.rollback()
        self._release()

    def rollback(self) -> None:
        """Undo what came after the savepoint."""
        self._cr.execute(f'ROLLBACK TO SAVEPOINT "{self.name}"')

    def _release(self) -> None:
        self.closed = True
        self._cr.execute(f'RELEASE SAVEPOINT "{self.name}"')


class FlushingSavepoint(Savepoint):
    """A savepoint that stands between the pending writes before it and after it."""

    def __init__(self, cr: BaseCursor) -> None:
        cr.flush()
        super().__init__(cr)

    def rollback(self) -> None:
        """Undo what came after the savepoint, and forget what was read or pending meanwhile."""
        self._cr.clear()
        super().rollback()

    def close(self, *, rollback: bool = True) -> None:
        """Write what is pending and release; if writing fails, undo."""
        if self.closed:
            return
        try:
            if not rollback:
                self._cr.flush()
        except Exception:
            rollback = True
            raise
        finally:
            super().close(rollback=rollback)
