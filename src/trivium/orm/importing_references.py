"""Finding the records that the cells of an import name: by external id, database id, or name.

The cells of a column are looked up together, so that the number of statements does not grow with the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

EXTERNAL_ID = "id"
DATABASE_ID = ".id"
NAME = None


class CellError(Exception):
    """A cell that cannot be read.

    Attributes:
        message: what is wrong with it, for the user.
        details: further keys of the answer, such as `moreinfo`.
        kind: `error`, or `warning` where the value is used all the same.
    """

    def __init__(self, message: str, details: dict[str, Any] | None = None, kind: str = "error") -> None:
        super().__init__(message)
        self.message = message
        self.details = details or {}
        self.kind = kind


class References:
    """What the cells of one import refer to.

    Args:
        env: the environment of the import.
        module: the module of external ids that name none.
    """

    def __init__(self, env: Any, module: str) -> None:
        self.env = env
        self.module = module
        self._found: dict[tuple[str, str | None], dict[str, int | None]] = {}
        self._ambiguous: set[tuple[str, str]] = set()

    def full_xmlid(self, value: str) -> str:
        """Return the external id with its module."""
        return value if "." in value else f"{self.module}.{value}"

    def prefetch(self, model: str, key: str | None, values: Collection[str]) -> None:
        """Look up many values at once.

        Args:
            model: the model of the records.
            key: `id`, `.id`, or None for names.
            values: the cells.
        """
        known = self._found.setdefault((model, key), {})
        missing = [value for value in dict.fromkeys(values) if value and value not in known]
        if not missing:
            return
        known.update(dict.fromkeys(missing))
        if key == EXTERNAL_ID:
            known.update(self._by_xmlid(model, missing))
        elif key == DATABASE_ID:
            known.update(self._by_id(model, missing))
        else:
            known.update(self._by_name(model, missing))

    def forget(self, model: str) -> None:
        """Look up again what was not found: records have come since."""
        for (name, _key), known in self._found.items():
            if name == model:
                for value in [value for value, id_ in known.items() if id_ is None]:
                    del known[value]

    def get(self, model: str, key: str | None, value: str) -> int | None:
        """Return the id of the record that a cell names."""
        self.prefetch(model, key, [value])
        return self._found[model, key][value]

    def is_ambiguous(self, model: str, name: str) -> bool:
        """Tell whether several records have the name."""
        return (model, name) in self._ambiguous

    # -- the three ways ----------------------------------------------------------------------------------------------

    def _by_xmlid(self, model: str, values: Iterable[str]) -> dict[str, int | None]:
        pairs = {value: self.full_xmlid(value).partition(".") for value in values}
        rows = self.env.execute_query(
            SQL(
                "SELECT data.module, data.name, data.res_id FROM ir_model_data AS data"
                " JOIN unnest(%s::varchar[], %s::varchar[]) AS wanted (module, name)"
                " ON data.module = wanted.module AND data.name = wanted.name WHERE data.model = %s",
                [pair[0] for pair in pairs.values()],
                [pair[2] for pair in pairs.values()],
                model,
            )
        )
        by_name = {(module, name): id_ for module, name, id_ in rows}
        existing = set(self.env[model].browse(list(by_name.values())).exists()._ids)
        found = {value: by_name.get((pair[0], pair[2])) for value, pair in pairs.items()}
        return {value: id_ if id_ in existing else None for value, id_ in found.items()}

    def _by_id(self, model: str, values: Iterable[str]) -> dict[str, int | None]:
        ids = {value: int(value) for value in values if str(value).strip().isdigit()}
        existing = set(self.env[model].browse(list(ids.values())).exists()._ids)
        return {value: id_ for value, id_ in ids.items() if id_ in existing}

    def _by_name(self, model: str, values: list[str]) -> dict[str, int | None]:
        comodel = self.env[model]
        found: dict[str, list[int]] = {}
        records = comodel.search([("display_name", "in", values)])
        names = [name for name in comodel._rec_names_search or [comodel._rec_name] if name in comodel._fields]
        for record in records:
            texts = {record.display_name, *(str(record[name]) for name in names if comodel._fields[name].is_text)}
            for text in texts:
                found.setdefault(text, []).append(record.id)
        result: dict[str, int | None] = {}
        for value in values:
            ids = found.get(value) or [id_ for id_, _name in comodel.name_search(name=value, operator="=", limit=2)]
            if len(ids) > 1:
                self._ambiguous.add((model, value))
            if ids:
                result[value] = ids[0]
        return result

    # -- one cell ----------------------------------------------------------------------------------------------------

    def resolve(self, field: Any, key: str | None, value: Any, *, label: str, may_create: bool = False) -> int:
        """Return the id of the record that a cell names.

        Args:
            field: the relation.
            key: `id`, `.id`, or None for names.
            value: the cell.
            label: of the field, for the message.
            may_create: whether a record is made of a name that nobody has.

        Raises:
            CellError: there is no such record.
        """
        model = field.comodel_name
        text = str(value).strip()
        id_ = self.get(model, key, text)
        if id_ is not None:
            return id_
        if key is NAME and may_create:
            made = self.env[model].name_create(text)
            if made:
                self._found[model, NAME][text] = made[0]
                return int(made[0])
        kind = {EXTERNAL_ID: "external id", DATABASE_ID: "database id", NAME: "name"}[key]
        message = self.env._(
            "No record of %(model)s has the %(kind)s '%(value)s', which field '%(field)s' names.",
            model=self.env[model]._description or model, kind=kind, value=text, field=label,
        )  # fmt: skip
        raise CellError(message, {"moreinfo": self._possible_values(field, key)})

    def _possible_values(self, field: Any, key: str | None) -> dict[str, Any]:
        """Return the action that shows which records can be named."""
        action: dict[str, Any] = {
            "name": self.env._("Possible Values"),
            "type": "ir.actions.act_window",
            "target": "new",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "context": {"create": False},
            "help": self.env._("See the records that can be named here."),
        }
        if key == EXTERNAL_ID:
            action["res_model"] = "ir.model.data"
            action["domain"] = [("model", "=", field.comodel_name)]
        else:
            action["res_model"] = field.comodel_name
        return action
