"""Forms of unsaved records: what follows from a change, without a write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.exceptions import UserError

from .commands import Command
from .identifiers import NewId
from .record import RecordCore

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from .specification import Specification

X2MANY = ("one2many", "many2many")


class OnchangeMixin(RecordCore):
    """The ``onchange`` of clients."""

    __slots__ = ()
    _register = False

    @property
    def _onchange_methods(self) -> dict[str, list[str]]:
        """Field -> names of the methods declared by ``@api.onchange`` for it."""

        def find() -> dict[str, list[str]]:
            methods: dict[str, list[str]] = {}
            for name, field_names in self._declared_methods("_onchange"):
                for field_name in field_names:
                    methods.setdefault(field_name, []).append(name)
            return methods

        return self._derived("onchange_methods", find)  # type: ignore[no-any-return] # what `find` returns

    def _has_onchange(self, field: Any, other_fields: Collection[Any]) -> bool:
        """Tell whether a form must ask the server after a change of `field`, given the other fields it shows."""
        if field.name in self._onchange_methods:
            return True
        dependents = self.pool.graph.reach(field)
        return any(other in dependents for other in other_fields if other is not field)

    def _apply_onchange_methods(self, field_name: str, result: dict[str, Any]) -> None:
        """Call the methods for a changed field, and gather their warnings."""
        for name in self._onchange_methods.get(field_name, ()):
            answer = getattr(self, name)()
            if not answer:
                continue
            if answer.get("value"):
                for key, value in answer["value"].items():
                    if key in self._fields and key != "id":
                        self[key] = value
            warning = answer.get("warning")
            if warning:
                kind = warning.get("type", "dialog")
                result["warnings"].add(
                    (warning.get("title") or self.env._("Warning"), warning.get("message") or "", kind)
                )

    def onchange(
        self, values: Mapping[str, Any], field_names: Collection[str], fields_spec: Specification
    ) -> dict[str, Any]:
        """Return what changes in a form when a user changes fields.

        Args:
            values: the form's values; relational ones as ids and commands.
            field_names: the fields that the user changed; none for a new form, which gets its defaults.
            fields_spec: the fields that the form shows.

        Returns:
            ``value``: the fields that changed, as ``web_read`` gives them, x2many as commands; ``warning``: if any.

        Raises:
            UserError: there is no such field.
        """
        unknown = [name for name in (*values, *field_names) if name not in self._fields]
        if unknown:
            raise UserError(f"Model {self._name!r} has no fields {unknown}")
        first = not field_names
        values = {name: value for name, value in values.items() if name != "id"}
        if first:
            missing = [name for name in fields_spec if name not in values and name != "id" and name in self._fields]
            defaults = self.default_get(missing)
            for name in missing:
                field = self._fields[name]
                if name in defaults:
                    values[name] = defaults[name]
                elif not field.compute or self._is_given_only(field):
                    values[name] = False
            changed = [name for name in fields_spec if name in defaults or name in values]
        else:
            changed = [name for name in field_names if name in values]
        env = self.env
        env.flush_all()
        unsaved = {name: frozenset(ids) for name, ids in env.transaction.unsaved.items()}
        try:
            return self._onchange_answer(values, changed, fields_spec, first)
        finally:
            # Another call stands for the same saved records by equal ids: it must not find what this one assumed.
            self._forget_unsaved(unsaved)

    def _forget_unsaved(self, kept: Mapping[str, Collection[Any]]) -> None:
        """Forget the new records made since, given those that there were by model."""
        transaction = self.env.transaction
        for model_name, ids in transaction.unsaved.items():
            gone = [id_ for id_ in ids if id_ not in kept.get(model_name, ())]
            for id_ in gone:
                del ids[id_]
            if gone:
                for field in self.pool.models[model_name]._fields.values():
                    transaction.restore(field, gone)
                    transaction.forget(field, gone)

    def _onchange_answer(
        self, values: Mapping[str, Any], changed: list[str], fields_spec: Specification, first: bool
    ) -> dict[str, Any]:
        before_values = {name: value for name, value in values.items() if name not in changed} if not first else {}
        record = self.new(before_values, origin=self)
        before = {} if first else _snapshot(record, fields_spec)
        later = {name: values[name] for name in changed}
        record._update_cache(later, validate=False)
        if not first:
            before.update(_given(record, {name: fields_spec[name] for name in changed if name in fields_spec}, values))
        result: dict[str, Any] = {"warnings": set()}
        self._run_onchanges(record, changed, fields_spec, result)
        after = _snapshot(record, fields_spec)
        value = {
            name: rendered
            for name in fields_spec
            if name != "id" and name in self._fields
            for rendered in [_difference(record, name, fields_spec[name], before.get(name, _ABSENT), after[name])]
            if rendered is not _ABSENT
        }
        answer: dict[str, Any] = {"value": value}
        warning = _joined(result["warnings"], self.env)
        if warning:
            answer["warning"] = warning
        return answer

    def _is_given_only(self, field: Any) -> bool:
        """Tell whether an unsaved record cannot compute the field, since it delegates to a record that is not there."""
        return bool(field.inherited and not field.related_field.compute)

    def _run_onchanges(
        self, record: Any, changed: list[str], fields_spec: Specification, result: dict[str, Any]
    ) -> None:
        done: set[str] = set()
        todo = list(changed)
        shown = [name for name in fields_spec if name in self._fields and name in self._onchange_methods]
        while todo:
            name = todo.pop(0)
            if name in done:
                continue
            done.add(name)
            before = {other: record[other] for other in shown if other not in done}
            record._apply_onchange_methods(name, result)
            todo.extend(
                other for other, value in before.items() if other not in todo and _differs(value, record[other])
            )


class _Absent:
    """The class of the mark for no value."""


_ABSENT = _Absent()


def _differs(old: Any, new: Any) -> bool:
    if isinstance(old, RecordCore):
        return bool(old._ids != new._ids)
    return bool(old != new)


def _snapshot(record: Any, spec: Specification) -> dict[str, Any]:
    """Return the values that a form shows of an unsaved record; lines of x2many fields with theirs."""
    values: dict[str, Any] = {}
    for name, asked in spec.items():
        field = record._fields.get(name)
        if field is None or name == "id":
            continue
        value = record[name]
        if field.type in X2MANY:
            further = asked.get("fields") or {}
            values[name] = {line._ids[0]: (line, _snapshot(line, further)) for line in value}
        else:
            values[name] = value
    return values


def _given(record: Any, spec: Specification, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form shows right after the user's change: the values given, nothing that follows from them."""
    given: dict[str, Any] = {}
    for name, asked in spec.items():
        field = record._fields[name]
        if field.type not in X2MANY:
            given[name] = record[name]
            continue
        by_client: dict[Any, dict[str, Any]] = {}
        for command in values[name] or ():
            if isinstance(command, list | tuple) and command[0] in (Command.CREATE, Command.UPDATE):
                by_client.setdefault(command[1], {}).update(command[2] or {})
        further = asked.get("fields") or {}
        lines: dict[Any, Any] = {}
        for line in record[name]:
            line_values = by_client.get(_client_id(line._ids[0]), {})
            known = _snapshot(line._origin, further) if line._origin else {}
            own = {other: further[other] for other in line_values if other in further and other in line._fields}
            lines[line._ids[0]] = (line, {**known, **_given(line, own, line_values)})
        given[name] = lines
    return given


def _difference(record: Any, name: str, asked: Mapping[str, Any], before: Any, after: Any) -> Any:
    """Return what a client is told of a field, or the mark for nothing."""
    field = record._fields[name]
    if field.type in X2MANY:
        commands = _commands(field, asked, before if before is not _ABSENT and before is not None else {}, after)
        return commands or _ABSENT
    if before is not _ABSENT and not _differs(before, after) and type(before) is type(after):
        return _ABSENT
    return _rendered(record, field, asked, after)


def _rendered(record: Any, field: Any, asked: Mapping[str, Any], value: Any) -> Any:
    if field.type == "many2one":
        if not value:
            return False
        id_ = value._ids[0]
        real = id_.origin if isinstance(id_, NewId) else id_
        if "fields" not in asked:
            return real or False
        return value._web_read_related(asked["fields"])[id_]
    if field.type in ("reference", "many2one_reference") and "fields" in asked and value:
        return record._expand_reference(field, [field.convert_to_read(value, record)], asked)[0]
    return field.convert_to_read(value, record)


def _commands(field: Any, asked: Mapping[str, Any], before: Mapping[Any, Any], after: Mapping[Any, Any]) -> list[Any]:
    """Return the commands that turn the lines of a form into what they have become."""
    spec = asked.get("fields") or {}
    commands: list[Any] = []
    for id_ in before:
        if id_ not in after:
            key = _client_id(id_)
            commands.append(Command.delete(key) if field.type == "one2many" else Command.unlink(key))
    for id_, (line, values) in after.items():
        key = _client_id(id_)
        if id_ in before:
            changes = _line_values(line, spec, before[id_][1], values)
            if changes:
                commands.append((Command.UPDATE, key, changes))
        elif isinstance(id_, NewId) and not id_.origin:
            commands.append((Command.CREATE, key, _line_values(line, spec, {}, values)))
        else:
            origin = line._origin
            commands.append((Command.LINK, key, origin.web_read(spec)[0] if spec else False))
            changes = _line_values(line, spec, _snapshot(origin, spec), values)
            if changes:
                commands.append((Command.UPDATE, key, changes))
    return commands


def _line_values(line: Any, spec: Specification, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    values = {}
    for name in after:
        value = _difference(line, name, spec[name], before.get(name, _ABSENT), after[name])
        if value is not _ABSENT:
            values[name] = value
    return values


def _client_id(id_: Any) -> Any:
    if isinstance(id_, NewId):
        return id_.origin or id_.ref or 0
    return id_


def _joined(warnings: Collection[tuple[str, str, str]], env: Any) -> dict[str, str] | None:
    """Return one warning for all."""
    if not warnings:
        return None
    ordered = sorted(warnings)
    if len(ordered) == 1:
        title, message, kind = ordered[0]
        return {"title": title, "message": message, "type": kind}
    return {
        "title": env._("Warnings"),
        "message": "\n\n".join(f"{title}\n\n{message}" for title, message, _kind in ordered),
        "type": "dialog",
    }
