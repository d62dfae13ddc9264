"""What an installation, upgrade or removal would do, as plain data and as a text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Change", "LinkChange", "Plan", "Step"]

_SHOWN = 60  # characters of a value


@dataclass(frozen=True, slots=True)
class Step:
    """What is done with an addon.

    Attributes:
        addon: technical name.
        action: `install`, `upgrade` or `uninstall`.
        before: version in the database, empty where there is none.
        after: version on disk, empty for a removal.
        scripts: migration scripts and hooks that run, in order, as `folder/file` below the addon or `hook name`.
    """

    addon: str
    action: str
    before: str = ""
    after: str = ""
    scripts: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Show action, addon and versions."""
        versions = " -> ".join(dict.fromkeys(filter(None, (self.before, self.after))))
        return f"{self.action} {self.addon} {versions}".rstrip()


@dataclass(frozen=True, slots=True)
class Change:
    """A record that is created, updated or removed.

    Attributes:
        kind: `create`, `update` or `remove`.
        model: its model, or the table where no model has it.
        record_id: its id in the database; of a record to be created it can be another one in the end.
        xmlid: its external id, empty without one.
        before: values by column, of an update those that differ alone.
        after: the same afterwards.
    """

    kind: str
    model: str
    record_id: int
    xmlid: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Show a line for the record, and one for each field of an update."""
        sign = {"create": "+", "update": "~", "remove": "-"}[self.kind]
        name = f"{self.xmlid} ({self.model})" if self.xmlid else f"{self.model} {self.record_id}"
        if self.kind == "create":
            return f"{sign} {name}: {', '.join(sorted(self.after))}"
        lines = [f"{sign} {name}"]
        if self.kind == "update":
            lines += [f"    {key}: {_short(self.before.get(key))} -> {_short(self.after[key])}" for key in self.after]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class LinkChange:
    """Rows added to and removed from a table without ids, as those of many2many fields.

    Attributes:
        table: its name.
        added: how many rows it gets.
        removed: how many rows it loses.
    """

    table: str
    added: int
    removed: int

    def __str__(self) -> str:
        """Show the numbers."""
        return f"~ links in {self.table}: {self.added} added, {self.removed} removed"


def _short(value: Any) -> str:
    if isinstance(value, dict) and "en_US" in value:
        value = value["en_US"]
    text = repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


@dataclass(slots=True)
class Plan:
    """What would be done.

    Attributes:
        steps: an addon each, in order.
        statements: the SQL that changes tables, constraints and indexes.
        changes: the records that come out differently.
        links: the tables without ids that do.
    """

    steps: list[Step] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    links: list[LinkChange] = field(default_factory=list)

    def __str__(self) -> str:
        """Show the plan, a heading for each kind of change."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield "Addons:"
        yield from _indented(self.steps or ["nothing to do"])
        scripts = [f"{step.addon}: {script}" for step in self.steps for script in step.scripts]
        yield from _section("Scripts and hooks:", scripts)
        yield from _section("SQL:", [f"{statement};" for statement in self.statements])
        yield from _section("Data:", [*self.changes, *self.links])
        kinds = [change.kind for change in self.changes]
        yield (
            f"{len(self.statements)} statements on the schema, {kinds.count('create')} records created, "
            f"{kinds.count('update')} updated, {kinds.count('remove')} removed. Nothing was done."
        )


def _section(title: str, entries: list[Any]) -> Iterator[str]:
    if entries:
        yield title
        yield from _indented(entries)


def _indented(entries: list[Any]) -> Iterator[str]:
    for entry in entries:
        for line in str(entry).splitlines():
            yield f"  {line}"
