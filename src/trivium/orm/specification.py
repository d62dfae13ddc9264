"""Reading and saving by a specification: the nested fields that a client shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .decorators import model as api_model
from .decorators import readonly
from .identifiers import NewId
from .query import row_count
from .record import RecordCore

if TYPE_CHECKING:
    from .fields import Field
    from .query import Query

Specification = Mapping[str, Mapping[str, Any]]


class SpecificationMixin(RecordCore):
    """web_read and its relatives.

    A specification is ``{field: {"fields": specification of the other records, "context": ..., "limit": ...,
    "order": ...}}``; without ``fields`` relational values are ids (``wire.json`` of the contract).
    """

    __slots__ = ()
    _register = False

    @readonly
    def web_read(self, specification: Specification) -> list[dict[str, Any]]:
        """Return the values that a specification asks for, a dictionary per record with its ``id``.

        Raises:
            AccessError: a record or field may not be read.
            ValueError: there is no such field.
        """
        names = tuple([name for name in specification if name != "id" and name in self._fields])
        wanted = self._names_to_fetch(self._shape.fetches.named(names))
        if not self._fetch_missing(wanted) and names and not self.env.su:
            self.check_access("read")
        return self._read_specified(specification)

    def _read_specified(self, specification: Specification) -> list[dict[str, Any]]:
        """Return the values that a specification asks for, of records whose fields were fetched for the user."""
        named = self._shape.fetches.named(tuple([name for name in specification if name != "id"]))
        if not named.names:
            return [{"id": id_.origin or False if isinstance(id_, NewId) else id_} for id_ in self._ids]
        records, columns = self._read_columns(named, use_names=False)
        for place, field in enumerate(named.fields):
            asked = specification[field.name]
            if asked:
                columns[place] = records._expand(field, columns[place], asked)
        return named.rows(records._ids, columns)

    def _expand(self, field: Field, values: list[Any], asked: Mapping[str, Any]) -> list[Any]:
        """Return what a specification asks for in place of the values that a field has in these records."""
        kind = field.type
        if kind in ("one2many", "many2many"):
            return self._expand_x2many(field, values, asked)
        if "fields" in asked:
            if kind == "many2one":
                return self._expand_many2one(field, values, asked)
            if kind in ("reference", "many2one_reference"):
                return self._expand_reference(field, values, asked)
        return values

    def _expand_many2one(self, field: Field, values: list[Any], asked: Mapping[str, Any]) -> list[Any]:
        ids = [id_ for id_ in dict.fromkeys(values) if id_]
        if not ids:
            return values
        records = self.env[field.comodel_name].browse(ids)  # type: ignore[index] # a many2one has a comodel
        if asked.get("context"):
            records = records.with_context(**asked["context"])
        found = records._web_read_related(asked["fields"])
        return [found.get(value, False) for value in values]

    def _web_read_related(self, specification: Specification) -> dict[Any, dict[str, Any]]:
        """Return the values of records that others refer to: their names to everybody, the rest by access rights."""
        further = {name: asked for name, asked in specification.items() if name not in ("id", "display_name")}
        named = "display_name" in specification
        found: dict[Any, dict[str, Any]] = {}
        if further:
            readable = self._filtered_access("read")
            wanted = self._names_to_fetch(self._shape.fetches.named(tuple(further)))
            readable._fetch_missing([*wanted, "display_name"] if named else wanted)
            found = {row["id"]: row for row in readable._read_specified(further)}
        records, names = self.sudo()._read_names() if named else (self, [])
        result: dict[Any, dict[str, Any]] = {}
        for place, id_ in enumerate(records._ids):
            values: dict[str, Any] = {"id": (id_.origin if isinstance(id_, NewId) else id_) or False}
            if named:
                values["display_name"] = names[place]
            values.update(found.get(id_, {}))
            result[id_] = values
        return result

    def _expand_x2many(self, field: Field, values: list[Any], asked: Mapping[str, Any]) -> list[Any]:
        ids = list(dict.fromkeys(id_ for line in values for id_ in line))
        records = self.env[field.comodel_name].browse(ids)  # type: ignore[index] # a x2many has a comodel
        if asked.get("context"):
            records = records.with_context(**asked["context"])
        if asked.get("order") and ids:
            ranked = records.with_context(active_test=False).search([("id", "in", ids)], order=asked["order"])
            rank = {id_: index for index, id_ in enumerate(ranked._ids)}
            values = [sorted((id_ for id_ in line if id_ in rank), key=rank.__getitem__) for line in values]
        if "fields" not in asked:
            return values
        limit = asked.get("limit")
        shown = [id_ for line in values for id_ in (line if limit is None else line[:limit])]
        chosen = records.browse(dict.fromkeys(shown))
        rows = {row["id"]: row for row in chosen.web_read(asked["fields"])}
        return [[rows.get(id_) or {"id": id_} for id_ in line] for line in values]

    def _expand_reference(self, field: Field, values: list[Any], asked: Mapping[str, Any]) -> list[Any]:
        return [value and self._refer(field, value, record, asked) for value, record in zip(values, self, strict=True)]

    def _refer(self, field: Any, value: Any, record: Any, asked: Mapping[str, Any]) -> Any:
        """Return what a specification asks for in place of one reference; False where it leads nowhere."""
        if field.type == "reference":
            model_name, _, text = value.partition(",")
            id_ = int(text)
        else:
            model_name, id_ = record[field.model_field], value
        if not model_name or model_name not in self.env:
            return False
        other = self.env[model_name].browse(id_)
        if not other.exists():
            return False
        row = other.with_context(**asked.get("context", {}))._web_read_related(asked["fields"])[id_]
        return {**row, "id": {"id": id_, "model": model_name}} if field.type == "reference" else row

    # -- searching ---------------------------------------------------------------------------------------------------

    @api_model
    @readonly
    def web_search_read(
        self,
        domain: Any,
        specification: Specification,
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
        count_limit: int | None = None,
    ) -> dict[str, Any]:
        """Return what a page of a search shows, and how many records there are.

        Args:
            domain: of the search.
            specification: what is shown of each record.
            offset: how many records come before the page.
            limit: how many are on it at most.
            order: of the search.
            count_limit: up to which number records are counted.
        """
        query: Query | None = None
        if self._searches_plainly:
            query = self._search(domain, offset, limit, order or self._order)
            records = self._fetch_found(query, list(specification))
        else:
            records = self.search_fetch(domain, list(specification), offset=offset, limit=limit, order=order)
        named = self._shape.fetches.named(tuple([name for name in specification if name != "id"]))
        if query is None or not named.flat:
            records._fetch_missing(self._names_to_fetch(named))
        rows = records._read_specified(specification)
        length = offset + len(rows)
        if (limit and len(rows) >= limit) or (offset and not rows) or self.env.context.get("force_search_count"):
            if query is None or query.is_empty() or query.has_joins():
                length = self.search_count(domain, limit=count_limit)
            else:
                length = query.count_all(row_count(count_limit, "limit"))
        return {"length": length, "records": rows}

    @api_model
    @readonly
    def web_name_search(
        self,
        name: str,
        specification: Specification,
        domain: Any = None,
        operator: str = "ilike",
        limit: int | None = 100,
    ) -> list[dict[str, Any]]:
        """Return the records that a name finds, with what a specification asks for."""
        pairs = self.name_search(name, domain, operator, limit)
        if set(specification) <= {"display_name", "id"}:
            formatted = self.browse([id_ for id_, _text in pairs]).with_context(formatted_display_name=True)
            return [
                {"id": id_, "display_name": text, "__formatted_display_name": record.display_name}
                for (id_, text), record in zip(pairs, formatted, strict=True)
            ]
        rows = self.browse([id_ for id_, _text in pairs]).web_read(specification)
        formatted = self.browse([row["id"] for row in rows]).with_context(formatted_display_name=True)
        for row, record in zip(rows, formatted, strict=True):
            row["__formatted_display_name"] = record.display_name
        return rows

    # -- saving ------------------------------------------------------------------------------------------------------

    def web_save(
        self, vals: Mapping[str, Any], specification: Specification, next_id: int | None = None
    ) -> list[dict[str, Any]]:
        """Write or create a record, and return what a specification asks for, of it or of the next one.

        Raises:
            AccessError, ValidationError: as ``write`` and ``create``.
        """
        if self:
            self.write(vals)
            record: Any = self
        else:
            record = self.create(dict(vals))
        if next_id:
            record = self.browse(next_id)
        return record.with_context(bin_size=True).web_read(specification)  # type: ignore[no-any-return] # a list of rows

    def web_save_multi(self, vals_list: list[Mapping[str, Any]], specification: Specification) -> list[dict[str, Any]]:
        """Write each of these records with values of its own, and return what a specification asks for.

        Raises:
            ValueError: not as many values as records.
        """
        if len(self) != len(vals_list):
            raise ValueError(f"{len(vals_list)} values for {len(self)} records of {self._name}")
        for record, vals in zip(self, vals_list, strict=True):
            record.write(vals)
        return self.with_context(bin_size=True).web_read(specification)

    def web_resequence(
        self, specification: Specification, field_name: str = "sequence", offset: int = 0
    ) -> list[dict[str, Any]]:
        """Number these records in their order, and return what a specification asks for."""
        if field_name not in self._fields:
            return []
        for number, record in enumerate(self, start=offset):
            record[field_name] = number
        return self.web_read(specification)

    def web_override_translations(self, values: Mapping[str, str]) -> None:
        """Give fields one value in all languages."""
        for name, value in values.items():
            field = self._fields[name]
            if field.translate is True:
                langs = {code: False for code in self.pool.languages(self.env) if code != "en_US"}
                self.update_field_translations(name, {**langs, "en_US": value})
