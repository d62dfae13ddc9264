"""Which records are loaded together.

Records of a file that do not refer to each other, directly or over others, go to the database in one batch per model.
What looks at the database (a search, a function, a deletion) is a barrier: all before it is loaded before it.
"""

from collections.abc import Iterable, Iterator

from trivium.modules.datafiles.operations import Operation, Record

__all__ = ["plan"]


def plan(operations: Iterable[Operation], module: str) -> Iterator[list[Record] | Operation]:
    """Yield the operations in an order that keeps what they mean: batches of records, and single barriers.

    Args:
        operations: in the order of the file.
        module: addon of the file, for external ids without one.
    """
    segment: list[Record] = []
    for operation in operations:
        if not isinstance(operation, Record):
            yield from _batches(segment, module)
            segment = []
            yield operation
            continue
        if operation.searches:
            yield from _batches(segment, module)
            segment = []
        segment.append(operation)
    yield from _batches(segment, module)


def _batches(segment: list[Record], module: str) -> Iterator[list[Record]]:
    """Yield the batches of records between two barriers, level by level."""
    levels: dict[str, int] = {}
    batches: dict[tuple[int, str, str, str], list[Record]] = {}
    for record in segment:
        below = [levels[ref] for ref in (*record.refs(module), record.key) if ref in levels]
        level = levels[record.key] = 1 + max(below, default=-1)
        batches.setdefault((level, record.model, record.context, record.uid), []).append(record)
    for key in sorted(batches, key=lambda key: key[0]):
        yield batches[key]
