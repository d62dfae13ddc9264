"""What a data file asks for, as plain data: records to load, functions to call, records to delete."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from trivium.modules.datafiles.values import Search, Value

__all__ = ["Delete", "FunctionCall", "Operation", "Record", "Source", "qualify"]

_serial = count(1)


def qualify(xmlid: str, module: str) -> str:
    """Return `xmlid` with `module` before it where it names none."""
    return xmlid if "." in xmlid else f"{module}.{xmlid}"


class Source(NamedTuple):
    """Where something is written.

    Attributes:
        file: path of the file.
        line: counted from 1.
    """

    file: str
    line: int


@dataclass(slots=True)
class Record:
    """A record to create or to update.

    Attributes:
        source: where it is written.
        model: its model.
        xmlid: full external id, empty for a record without one.
        values: by field name.
        noupdate: leave the record alone once it exists.
        forcecreate: create it when it is missing in an upgrade.
        context: source of a dictionary that is added to the context, empty when none.
        uid: external id of the user who loads it, empty for the superuser.
        parent: the record that holds it, for one written inside an x2many field.
        parent_field: that field.
        sources: where single fields are written.
    """

    source: Source
    model: str
    xmlid: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    noupdate: bool = False
    forcecreate: bool = True
    context: str = ""
    uid: str = ""
    parent: "Record | None" = None
    parent_field: str = ""
    sources: dict[str, Source] = field(default_factory=dict)
    key: str = field(init=False)

    def __post_init__(self) -> None:
        """Make a key that is unique even for records without external id."""
        self.key = self.xmlid or f"anonymous {next(_serial)}"

    @property
    def name(self) -> str:
        """How errors call it."""
        return f"record {self.xmlid or 'without id'} ({self.model})"

    def refs(self, module: str) -> set[str]:
        """Return the full external ids and keys that must be known before this is loaded."""
        found = {qualify(xmlid, module) for value in self.values.values() for xmlid in value.refs}
        if self.parent is not None:
            found.add(self.parent.key)
        if self.uid:
            found.add(qualify(self.uid, module))
        return found

    @property
    def searches(self) -> bool:
        """Whether it looks at the database, so that everything before it must be there."""
        return any(isinstance(value, Search) for value in self.values.values())


@dataclass(slots=True)
class FunctionCall:
    """A method to call.

    Attributes:
        source: where it is written.
        model: its model.
        name: its name.
        arguments: positional arguments, nested calls give theirs.
        context: source of a dictionary that is added to the context.
        uid: external id of the user who calls it.
        noupdate: do not call it in an upgrade.
    """

    source: Source
    model: str
    name: str
    arguments: Sequence["Value | FunctionCall"] = ()
    expression: str = ""
    context: str = ""
    uid: str = ""
    noupdate: bool = False


@dataclass(slots=True)
class Delete:
    """Records to delete.

    Attributes:
        source: where it is written.
        model: their model.
        xmlid: full external id of one, empty when there is a domain.
        domain: source of a domain that finds them.
    """

    source: Source
    model: str
    xmlid: str = ""
    domain: str = ""


Operation = Record | FunctionCall | Delete
