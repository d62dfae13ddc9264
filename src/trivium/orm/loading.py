"""Records that come with an external id: created once, found and updated ever after.

One query looks up the external ids of a batch, one call creates what is missing, one statement stores the new ids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NotRequired, Self, TypedDict

from trivium.exceptions import ValidationError
from trivium.orm.sameness import is_as_given

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from trivium.orm.environment import Environment
    from trivium.orm.registry import Registry

__all__ = ["LoadedRecord", "LoadingMixin"]


class LoadedRecord(TypedDict):
    """A record to load.

    Attributes:
        xml_id: full external id, empty for none.
        values: as for `create`; a key `id` makes it an update of that record.
        noupdate: whether later upgrades leave the record alone.
    """

    values: Mapping[str, Any]
    xml_id: NotRequired[str]
    noupdate: NotRequired[bool]


class LoadingMixin:
    """Loads records by external id."""

    __slots__ = ()

    if TYPE_CHECKING:
        _name: str
        _inherits: Mapping[str, str]
        _ids: tuple[Any, ...]
        env: Environment
        pool: Registry

        def browse(self, ids: Any = ()) -> Self: ...  # noqa: D102
        def create(self, vals_list: Any) -> Self: ...  # noqa: D102
        def write(self, vals: Mapping[str, Any]) -> bool: ...  # noqa: D102

    def _load_records_create(self, vals_list: Sequence[Mapping[str, Any]]) -> Self:
        """Create what `_load_records` did not find; a hook."""
        return self.create(list(vals_list))

    def _load_records_write(self, values: Mapping[str, Any]) -> None:
        """Update what `_load_records` found; a hook."""
        self.write(values)

    def _load_records(self, data_list: Sequence[LoadedRecord], update: bool = False) -> Self:
        """Create or update records by external id.

        Args:
            data_list: the records.
            update: whether an addon is being upgraded: records marked `noupdate` are then left alone.

        Returns:
            The records, in the order of `data_list`.

        Raises:
            ValidationError: an external id belongs to a record of another model.
        """
        return self._load_known_records(data_list, self._known_xmlids(data_list), update)

    def _load_known_records(
        self, data_list: Sequence[LoadedRecord], known: Mapping[str, tuple[int, bool]], update: bool = False
    ) -> Self:
        """Do as `_load_records`, for a caller that has looked up the external ids.

        Args:
            data_list: the records.
            known: id and `noupdate` of the records that exist, by external id.
            update: as for `_load_records`.
        """
        ids: dict[int, Any] = {}
        fresh: dict[str, int] = {}
        repeated: list[tuple[int, int]] = []
        to_create: list[int] = []
        present = self.browse(list(dict.fromkeys(record_id for record_id, _noupdate in known.values())))
        by_id = {record.id: record for record in present}  # type: ignore[attr-defined]  # iterable: MRO
        for index, data in enumerate(data_list):
            xml_id = data.get("xml_id", "")
            found = known.get(xml_id) if xml_id else None
            if found is not None:
                ids[index] = found[0]
                if not (update and found[1]) and not is_as_given(by_id[found[0]], data["values"]):
                    by_id[found[0]]._load_records_write(data["values"])
            elif data["values"].get("id"):
                ids[index] = self._update_by_id(data["values"])
            elif xml_id and xml_id in fresh:
                repeated.append((index, fresh[xml_id]))
            else:
                to_create.append(index)
                if xml_id:
                    fresh[xml_id] = index
        if to_create:
            created = self._load_records_create([data_list[index]["values"] for index in to_create])
            ids.update(zip(to_create, created._ids, strict=True))
        for index, first in repeated:
            ids[index] = ids[first]
            self.browse(ids[index])._load_records_write(data_list[index]["values"])
        records = self.browse([ids[index] for index in range(len(data_list))])
        self._store_xmlids(data_list, records, known)
        return records

    def _update_by_id(self, values: Mapping[str, Any]) -> int:
        record_id = int(values["id"])
        self.browse(record_id)._load_records_write({name: value for name, value in values.items() if name != "id"})
        return record_id

    def _known_xmlids(self, data_list: Sequence[LoadedRecord]) -> dict[str, tuple[int, bool]]:
        """Return id and `noupdate` of the records that exist already, by external id."""
        xml_ids = [data["xml_id"] for data in data_list if data.get("xml_id")]
        if not xml_ids:
            return {}
        known: dict[str, tuple[int, bool]] = {}
        rows = self.env["ir.model.data"].sudo()._lookup_xmlids(xml_ids, self)
        for _data_id, module, name, model, res_id, noupdate, found_id in rows:
            if model != self._name:
                raise ValidationError(
                    f"External id {module}.{name} belongs to a record of {model}; it cannot name one of {self._name}. "
                    f"Use another external id."
                )
            if found_id is not None:
                known[f"{module}.{name}"] = (res_id, bool(noupdate))
        return known

    def _store_xmlids(self, data_list: Sequence[LoadedRecord], records: Self, known: Collection[str]) -> None:
        """Store the external ids that are new, and note all of them as still in use."""
        rows: list[dict[str, Any]] = []
        for data, record in zip(data_list, records, strict=True):  # type: ignore[call-overload]  # iterable: MRO
            xml_id = data.get("xml_id", "")
            if not xml_id:
                continue
            used = [xml_id]
            if xml_id not in known:
                noupdate = bool(data.get("noupdate"))
                rows.append({"xml_id": xml_id, "record": record, "noupdate": noupdate})
                for parent_model, parent_field in self._inherits.items():
                    parent_id = f"{xml_id}_{parent_model.replace('.', '_')}"
                    rows.append({"xml_id": parent_id, "record": record[parent_field], "noupdate": noupdate})
            used.extend(f"{xml_id}_{parent_model.replace('.', '_')}" for parent_model in self._inherits)
            self.pool.loaded_xmlids.update(used)
        if rows:
            self.env["ir.model.data"].sudo()._update_xmlids(rows)
