"""Fields to the records that refer to a record."""

from __future__ import annotations

from typing import Any

from trivium.orm.commands import Command
from trivium.orm.identifiers import NewId
from trivium.orm.visibility import visibility
from trivium.tools.misc import SENTINEL

from .x2many import RelationalMulti


class One2many(RelationalMulti):
    """A field to the records of another model whose many2one leads here.

    Args:
        comodel_name: that model.
        inverse_name: that many2one.
    """

    type = "one2many"
    inverse_name: str | None = None
    copy = False
    related_attrs: tuple[tuple[str, str], ...] = (*RelationalMulti.related_attrs, ("inverse_name", "inverse_name"))
    description_attrs: tuple[tuple[str, str], ...] = (
        *RelationalMulti.description_attrs,
        ("relation_field", "inverse_name"),
    )

    def __init__(
        self, comodel_name: Any = SENTINEL, inverse_name: Any = SENTINEL, string: Any = SENTINEL, **kwargs: Any
    ) -> None:
        super().__init__(comodel_name=comodel_name, string=string, inverse_name=inverse_name, **kwargs)

    def setup_nonrelated(self, model: Any) -> None:
        """Find the many2one.

        Raises:
            ValueError: the other model has no such field.
        """
        super().setup_nonrelated(model)
        if not self.inverse_name:
            if not self.compute:
                raise ValueError(
                    f"Field {self} needs an inverse_name: the many2one of {self.comodel_name} that leads here"
                )
            return
        comodel = model.pool.models[self.comodel_name]
        inverse = comodel._fields.get(self.inverse_name)
        if inverse is None:
            raise ValueError(f"Field {self}: model {self.comodel_name!r} has no field {self.inverse_name!r}")
        model.pool.add_inverse(inverse, self)
        if self.store and not self.compute:
            model.pool.add_inverse(self, inverse)

    @property
    def column_type(self) -> None:
        """There is no column."""
        return

    def inverse_field(self, records: Any) -> Any:
        """Return the many2one on the other side."""
        return records.pool.models[self.comodel_name]._fields[self.inverse_name]

    def read(self, records: Any) -> None:
        """Fetch the ids of the lines of all records with one query."""
        self._read_lines(records, [self.inverse_name])

    def read_ahead(self, records: Any) -> None:
        """Fetch the lines of all records, with what is usually read of them, with one query."""
        usual = self.comodel(records)._determine_fields_to_fetch()
        self._read_lines(records, [self.inverse_name, *(field.name for field in usual)])

    def _read_lines(self, records: Any, names: list[Any]) -> None:
        from trivium.orm.domain import Domain  # noqa: PLC0415 - domains know fields by their interface only

        comodel = self.comodel(records).with_context(active_test=False)
        inverse = self.inverse_field(records)
        domain = Domain(self.inverse_name, "in", records._ids) & self.get_comodel_domain(records)
        if inverse.type == "many2one_reference":
            domain &= Domain(inverse.model_field, "=", records._name)
        if self.bypass_search_access:
            comodel = comodel.sudo()
        lines = comodel.search_fetch(domain, names)
        if known := visibility(comodel):
            # The user's query has fetched what they may see; the cache is to know of all.
            readable, lines = lines, comodel.sudo().search_fetch(domain, [self.inverse_name])
            known.learn(lines._ids, readable._ids)
        found: dict[Any, list[Any]] = {id_: [] for id_ in records._ids}
        column = lines.env._columns[inverse]
        if not inverse.store:
            lines.mapped(self.inverse_name)
        for id_ in lines._ids:
            owner = column.get(id_)
            if owner in found:
                found[owner].append(id_)
        records.env._columns[self].update({id_: tuple(ids) for id_, ids in found.items()})

    # -- assigning ---------------------------------------------------------------------------------------------------

    def write_saved(self, pairs: list[tuple[Any, list[Any]]], create: bool) -> None:
        """Apply commands to saved records, creating all lines in one call."""
        first = pairs[0][0]
        comodel = self.comodel(first).with_context(**self.static_context(first.env))
        batch = _LineBatch(self, comodel)
        for records, commands in pairs:
            if not records:
                continue
            for command in commands:
                kind = command[0]
                if kind == Command.CREATE:
                    batch.create(records, command[2] or {})
                elif kind == Command.UPDATE:
                    batch.update(command[1], command[2])
                elif kind == Command.DELETE:
                    batch.delete(command[1])
                elif kind == Command.UNLINK:
                    batch.unlink(command[1])
                elif kind == Command.LINK:
                    batch.link(records[-1:], [command[1]])
                else:
                    batch.replace(records, list(command[2]) if kind == Command.SET else [], create)
        batch.apply()

    def write_new_lines(self, records: Any, commands: list[Any]) -> None:
        """Apply commands to new records, in the cache alone, and let the lines refer to them."""
        env = records.env
        column = env._columns[self]
        for record in records:
            id_ = record._ids[0]
            before = column.get(id_, ())
            ids = self.convert_to_cache(commands, record)
            column[id_] = ids
            if not self.inverse_name:
                continue
            inverse = self.inverse_field(records)
            if inverse.type == "many2one":
                lines = env._columns[inverse]
                for line in ids:
                    if isinstance(line, NewId):
                        lines[line] = id_
                for line in before:
                    if line not in ids and isinstance(line, NewId) and lines.get(line) == id_:
                        lines[line] = None


class _LineBatch:
    """Changes of lines that are carried out together."""

    def __init__(self, field: One2many, comodel: Any) -> None:
        self.field = field
        self.comodel = comodel
        self.inverse = comodel._fields[field.inverse_name]
        self.created: list[dict[str, Any]] = []
        self.deleted: list[Any] = []

    def create(self, records: Any, values: dict[str, Any]) -> None:
        """Create a line for each of `records`."""
        for id_ in records._ids:
            self.created.append({**values, **self._owner(id_, records._name)})

    def _owner(self, id_: Any, model_name: str) -> dict[str, Any]:
        owner = {self.inverse.name: id_}
        if self.inverse.type == "many2one_reference":
            owner[self.inverse.model_field] = model_name
        return owner

    def update(self, id_: Any, values: dict[str, Any]) -> None:
        """Write on a line."""
        self.apply_created()
        self.comodel.browse([id_]).write(values)

    def delete(self, id_: Any) -> None:
        """Delete a line."""
        self.deleted.append(id_)

    def unlink(self, id_: Any) -> None:
        """Detach a line; one that cannot be without its owner is deleted."""
        if getattr(self.inverse, "ondelete", None) == "cascade" or self.inverse.required:
            self.deleted.append(id_)
            return
        self.comodel.browse([id_]).write({self.inverse.name: False})

    def link(self, record: Any, ids: list[Any]) -> None:
        """Attach lines."""
        lines = self.comodel.browse(ids)
        column = lines.env._columns[self.inverse]
        owner = record._ids[0]
        moving = [id_ for id_ in ids if column.get(id_, None) != owner]
        if moving:
            lines.browse(moving).write(self._owner(owner, record._name))

    def replace(self, records: Any, ids: list[Any], create: bool) -> None:
        """Attach lines to the last of `records`, and detach all others."""
        self.apply()
        if not create:
            current = records.with_context(active_test=False)[self.field.name]
            gone = [id_ for id_ in current._ids if id_ not in ids]
            if gone:
                lines = self.comodel.browse(gone)
                if getattr(self.inverse, "ondelete", None) == "cascade" or self.inverse.required:
                    lines.unlink()
                else:
                    lines.write({self.inverse.name: False})
        if ids:
            self.link(records[-1:], ids)

    def apply_created(self) -> None:
        """Create the lines."""
        if self.created:
            values, self.created = self.created, []
            self.comodel.create(values)

    def apply(self) -> None:
        """Delete and create the lines."""
        if self.deleted:
            ids, self.deleted = self.deleted, []
            self.comodel.browse(ids).unlink()
        self.apply_created()
