"""Which records are loaded together.

Records that do not refer to each other, directly or over others, go to the database in one batch per model. What looks
at the database (a search, a function, a deletion) is a barrier: all before it is loaded before it. Records of business
models keep the order of the files. Those of the interface (views, actions, menus, access) wait, over the files of an
addon, until something refers to them: no other record comes out differently for their being there.
"""

from collections.abc import Iterable, Iterator

from trivium.modules.datafiles.operations import Operation, Record

__all__ = ["plan"]

_INTERFACE = frozenset({"ir.asset", "ir.filters", "ir.model.access", "ir.rule", "ir.ui.menu", "ir.ui.view"})


def _is_interface(record: Record) -> bool:
    return record.model in _INTERFACE or record.model.startswith("ir.actions.")


def plan(operations: Iterable[Operation], module: str) -> Iterator[list[Record] | Operation]:
    """Yield the operations in an order that keeps what they mean: batches of records, and single barriers.

    Args:
        operations: in the order of the files.
        module: their addon, for external ids without one.
    """
    waiting = _Waiting(module)
    for operation in operations:
        if not isinstance(operation, Record):
            yield from waiting.release()
            yield operation
            continue
        if operation.searches or waiting.is_interface_needed(operation):
            yield from waiting.release()
        elif waiting.is_other_file(operation):
            yield from waiting.release_business()
        waiting.add(operation)
    yield from waiting.release()


class _Waiting:
    """Records that are not loaded yet.

    Args:
        module: the addon, for external ids without one.
    """

    def __init__(self, module: str) -> None:
        self.module = module
        self.business: list[Record] = []
        self.interface: list[Record] = []
        self._interface_keys: set[str] = set()

    def add(self, record: Record) -> None:
        """Have a record wait."""
        if _is_interface(record):
            self.interface.append(record)
            self._interface_keys.add(record.key)
        else:
            self.business.append(record)

    def is_interface_needed(self, record: Record) -> bool:
        """Tell whether a business record refers to a waiting one of the interface."""
        return not _is_interface(record) and not self._interface_keys.isdisjoint(record.refs(self.module))

    def is_other_file(self, record: Record) -> bool:
        """Tell whether a record comes from another file than the business records that wait."""
        return bool(self.business) and self.business[-1].source.file != record.source.file

    def release_business(self) -> Iterator[list[Record]]:
        """Yield the batches of business records."""
        records, self.business = self.business, []
        yield from _batches(records, self.module)

    def release(self) -> Iterator[list[Record]]:
        """Yield the batches of all waiting records; those of the interface last, since they refer to the others."""
        yield from self.release_business()
        records, self.interface = self.interface, []
        self._interface_keys.clear()
        yield from _batches(records, self.module)


def _batches(records: list[Record], module: str) -> Iterator[list[Record]]:
    """Yield the batches of records between two barriers, level by level."""
    levels: dict[str, int] = {}
    batches: dict[tuple[int, str, str, str], list[Record]] = {}
    for record in records:
        below = [levels[ref] for ref in (*record.refs(module), record.key) if ref in levels]
        level = levels[record.key] = 1 + max(below, default=-1)
        batches.setdefault((level, record.model, record.context, record.uid), []).append(record)
    for key in sorted(batches, key=lambda key: key[0]):
        yield batches[key]
