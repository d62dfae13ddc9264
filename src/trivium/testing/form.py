"""Forms as a user fills them in: `with Form(env["sale.order"]) as form: form.partner_id = partner`.

Fields are set one after the other; each change asks the server what follows from it, as the browser does. What the view
makes readonly or invisible cannot be set, what it requires must be.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Self

from trivium.orm.commands import Command
from trivium.orm.model import BaseModel
from trivium.testing.form_proxies import M2MProxy, O2MProxy, X2MProxy
from trivium.testing.form_reading import Dotter, convert_read_to_form
from trivium.testing.form_values import M2MValue, O2MValue, UpdateDict, X2MValue
from trivium.testing.form_view import MODIFIER_ALIASES, FormField, FormView, evaluate, get_static_context
from trivium.tools.safe_eval import safe_eval

__all__ = [
    "MODIFIER_ALIASES",
    "BaseModel",
    "Command",
    "Dotter",
    "Form",
    "M2MProxy",
    "M2MValue",
    "O2MForm",
    "O2MProxy",
    "O2MValue",
    "UpdateDict",
    "X2MProxy",
    "X2MValue",
    "convert_read_to_form",
    "get_static_context",
    "safe_eval",
]

_X2MANY: Final = ("one2many", "many2many")


class Form:
    """A form on a record, or for a new one.

    Args:
        record: the record; an empty recordset for a new one.
        view: the view's id, external id or record; None for the default one.

    Raises:
        AssertionError: several records, a field that the view does not show, or one that cannot be set now.
    """

    _parent: "Form | None" = None
    _proxy: O2MProxy | None = None

    def __init__(self, record: Any, view: Any = None) -> None:
        assert isinstance(record, BaseModel), "A form needs a recordset"
        assert len(record) <= 1, f"A form shows one record, not {len(record)}"
        self._prepare(record, FormView.load(record.browse(), view))
        if record:
            self._read()
        else:
            self._start()

    def _prepare(self, record: Any, view: FormView) -> None:
        for name, value in (
            ("_record", record),
            ("_env", record.env),
            ("_view", view),
            ("_values", UpdateDict()),
        ):
            object.__setattr__(self, name, value)

    @classmethod
    def from_action(cls, env: Any, action: Mapping[str, Any]) -> "Form":
        """Return the form that an action opens.

        Args:
            env: the environment.
            action: with `res_model`, and maybe `res_id`, `context`, `views` or `view_id`.
        """
        context = action.get("context") or {}
        if isinstance(context, str):
            context = safe_eval(context, {"uid": env.uid, "active_id": env.context.get("active_id")})
        record = env[action["res_model"]].with_context(**context).browse(action.get("res_id") or ())
        view_id = next((view for view, kind in action.get("views") or () if kind == "form"), None)
        if not view_id and action.get("view_id"):
            view_id = action["view_id"][0] if isinstance(action["view_id"], (list, tuple)) else action["view_id"]
        return cls(record, view_id or None)

    @property
    def record(self) -> Any:
        """The record; what was changed in the form is not in it before `save`."""
        return self._record

    # -- values ------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Take the values of the record."""
        row = self._record.web_read(self._view.specification())[0]
        object.__setattr__(self, "_values", convert_read_to_form(row, self._view.fields))

    def _start(self) -> None:
        """Take the defaults of a new record."""
        values = UpdateDict()
        for name, info in self._view.fields.items():
            dict.__setitem__(values, name, self._nothing(info))
        object.__setattr__(self, "_values", values)
        self._perform_onchange()
        values.changed.update(self._view.fields)

    @staticmethod
    def _nothing(info: FormField) -> Any:
        if info.type in _X2MANY:
            return O2MValue() if info.type == "one2many" else M2MValue()
        return 0 if info.type in {"integer", "float", "monetary"} and info.name != "id" else False

    def _info(self, name: str) -> FormField:
        info: FormField | None = self._view.fields.get(name)
        if info is None:
            raise AssertionError(f"{name!r} is not in the form view of {self._record._name}")
        return info

    def __getattr__(self, field_name: str) -> Any:
        return self[field_name]

    def __getitem__(self, field_name: str) -> Any:
        if field_name == "id":
            return self._record.id
        info = self._info(field_name)
        value = self._values[field_name]
        if info.type == "many2one":
            return self._env[info.relation].browse(value or ())
        if info.type == "one2many":
            return O2MProxy(self, field_name)
        if info.type == "many2many":
            return M2MProxy(self, field_name)
        return value

    def __setattr__(self, field_name: str, value: Any) -> None:
        self[field_name] = value

    def __setitem__(self, field_name: str, value: Any) -> None:
        info = self._info(field_name)
        assert not self._holds(info, "readonly"), f"can't write on readonly field {field_name!r}"
        assert not self._holds(info, "invisible"), f"The field {field_name!r} is invisible in the form"
        if info.type == "many2many":
            M2MProxy(self, field_name).set(value)
            return
        self._values.update({field_name: self._plain(info, value)})
        self._perform_onchange(field_name)

    def _plain(self, info: FormField, value: Any) -> Any:
        """Return a value as the form holds it."""
        assert info.type != "one2many", f"{info.name!r} has lines: use {info.name}.new(), edit() and remove()"
        if info.type == "many2one":
            assert not value or (isinstance(value, BaseModel) and value._name == info.relation), (
                f"{info.name!r} takes a record of {info.relation}, not {value!r}"
            )
            return value.id if value else False
        if info.type == "reference" and isinstance(value, BaseModel):
            return f"{value._name},{value.id}" if value else False
        if info.type in {"date", "datetime"} and value:
            field = self._record._fields[info.name]
            return field.to_date(value) if info.type == "date" else field.to_datetime(value)
        return value

    # -- modifiers ---------------------------------------------------------------------------------------------------

    def _holds(self, info: FormField, modifier: str, values: Mapping[str, Any] | None = None) -> bool:
        expressions = info.modifiers.get(modifier, ())
        return bool(expressions) and all(self._evaluate(expression, values) for expression in expressions)

    def _evaluate(self, expression: str, values: Mapping[str, Any] | None = None) -> Any:
        return evaluate(expression, self._env, self._names(self._values if values is None else values))

    def _names(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values as expressions of the view see them."""
        names = {name: self._shown(value) for name, value in values.items()}
        names["id"] = self._record.id or False
        names["active_id"] = names["id"]
        names["active_model"] = self._record._name
        if self._parent is not None:
            names["parent"] = Dotter(self._parent._names(self._parent._values))
        return names

    @staticmethod
    def _shown(value: Any) -> Any:
        if isinstance(value, X2MValue):
            return list(value)
        return value.isoformat(" ") if hasattr(value, "hour") else str(value) if hasattr(value, "isoformat") else value

    # -- asking the server -------------------------------------------------------------------------------------------

    def _perform_onchange(self, field_name: str | None = None) -> dict[str, Any]:
        """Ask the server what follows from a change, or for the defaults, and take it over."""
        result: dict[str, Any] = self._record.onchange(
            self._onchange_values() if field_name else {},
            [field_name] if field_name else [],
            self._view.specification(),
        )
        self._apply(self._values, self._view.fields, result.get("value", {}))
        return result

    def _onchange_values(self) -> dict[str, Any]:
        return self._sent(self._view, self._values)

    def _sent(self, view: FormView, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return all values of a form, or of a line, as `onchange` takes them."""
        result: dict[str, Any] = {}
        for name, value in values.items():
            info = view.fields.get(name)
            if info is None or name == "id":
                continue
            if isinstance(value, O2MValue):
                edition = info.edition
                result[name] = value.to_commands(lambda vals, edition=edition: self._line_sent(edition, vals))  # type: ignore[misc]  # the default binds the loop's variable
            elif isinstance(value, M2MValue):
                result[name] = value.to_commands()
            else:
                result[name] = value
        return result

    def _line_sent(self, edition: FormView | None, vals: UpdateDict) -> dict[str, Any]:
        return self._sent(edition, vals) if edition else {k: v for k, v in vals.items() if k != "id"}

    def _apply(self, target: UpdateDict, fields: Mapping[str, FormField], changes: Mapping[str, Any]) -> None:
        """Take over what the server says has changed."""
        for name, value in changes.items():
            info = fields.get(name)
            if info is None:
                continue
            if info.type in _X2MANY:
                self._apply_commands(target[name], info, value)
                target.changed.add(name)
            elif info.type == "many2one" and isinstance(value, dict):
                target.update({name: value["id"]})
            else:
                target.update({name: value})

    def _apply_commands(self, lines: X2MValue, info: FormField, commands: Iterable[Sequence[Any]]) -> None:
        fields = info.edition.fields if info.edition else {}
        for command in commands:
            kind = command[0]
            if kind == Command.CREATE and command[1] not in lines:
                values = self._empty_line(info)
                id_ = lines.create(values)
                self._apply(lines.get_vals(id_), fields, command[2])
            elif kind in {Command.CREATE, Command.UPDATE}:
                self._apply(lines.get_vals(command[1]), fields, command[2])
            elif kind in {Command.DELETE, Command.UNLINK}:
                lines.remove(command[1])
            elif kind == Command.LINK:
                row = command[2] if isinstance(command[2], dict) else {}
                lines.add(command[1], convert_read_to_form({**row, "id": command[1]}, fields))
            elif kind == Command.CLEAR:
                lines.clear()
            elif kind == Command.SET:
                lines.clear()
                for id_ in command[2]:
                    lines.add(id_, {"id": id_})

    def _empty_line(self, info: FormField) -> dict[str, Any]:
        edition = info.edition
        return {name: self._nothing(each) for name, each in edition.fields.items()} if edition else {}

    def _line_form(self, proxy: O2MProxy, index: int | None = None) -> "O2MForm":
        """Return the form of a line, of a new one without an index."""
        return O2MForm(proxy, index)

    # -- saving ------------------------------------------------------------------------------------------------------

    def save(self) -> Any:
        """Save the form, and return the record.

        Raises:
            AssertionError: a field that the view requires has no value.
        """
        values = self._save_values(self._view, self._values, changed_only=bool(self._record))
        if values or not self._record:
            rows = self._record.web_save(values, {})
            object.__setattr__(self, "_record", self._record.browse(rows[0]["id"]))
        self._read()
        return self._record

    def _save_values(self, view: FormView, values: UpdateDict, *, changed_only: bool) -> dict[str, Any]:
        """Return the values to save of a form, or of a line."""
        result: dict[str, Any] = {}
        for name, info in view.fields.items():
            if name == "id" or name not in values:
                continue
            value = values[name]
            readonly = self._holds(info, "readonly", values)
            if not readonly and self._is_missing(info, value) and self._is_required(info, values):
                raise AssertionError(f"{name!r} is required in the form of {view.model._name}")
            if (readonly and not info.force_save) or (changed_only and name not in values.changed):
                continue
            result[name] = self._to_save(info, value)
        return result

    def _is_required(self, info: FormField, values: UpdateDict) -> bool:
        return (
            self._holds(info, "required", values)
            and not self._holds(info, "invisible", values)
            and not self._holds(info, "column_invisible", values)
        )

    @staticmethod
    def _is_missing(info: FormField, value: Any) -> bool:
        if info.type in _X2MANY:
            return not len(value)
        return info.type != "boolean" and (value is False or value is None or value == "")

    def _to_save(self, info: FormField, value: Any) -> Any:
        if isinstance(value, O2MValue):
            return value.to_commands(lambda vals: self._line_to_save(info, vals))
        if isinstance(value, M2MValue):
            return value.to_commands()
        return value

    def _line_to_save(self, info: FormField, vals: UpdateDict) -> dict[str, Any]:
        if info.edition is None:
            return {name: value for name, value in vals.items() if name != "id"}
        line = _Line(self, info, vals)
        return line._save_values(info.edition, vals, changed_only=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if exc_type is None:
            self.save()


class _Line(Form):
    """A line seen as a form of its own, to evaluate what its view says.

    Args:
        parent: the form that has the line.
        info: the field of that form.
        values: of the line.
    """

    def __init__(self, parent: Form, info: FormField, values: UpdateDict) -> None:
        assert info.edition is not None, f"The lines of {info.name} have no view"
        id_ = values.get("id")
        self._prepare(info.edition.model.browse(id_ if isinstance(id_, int) else ()), info.edition)
        object.__setattr__(self, "_parent", parent)
        object.__setattr__(self, "_values", values)


class O2MForm(Form):
    """The form of a line; saved, it is put into the form that has the line.

    Args:
        proxy: the lines.
        index: of the line, None for a new one.
    """

    _index: int | None

    def __init__(self, proxy: O2MProxy, index: int | None = None) -> None:
        info = proxy._info
        assert info.edition is not None, f"The lines of {info.name} have no view"
        parent = proxy._form
        context = parent._evaluate(info.context) if info.context.strip() != "{}" else {}
        model = info.edition.model.with_context(**context)
        id_ = None if index is None else proxy._value[index]
        self._prepare(model.browse(id_ if isinstance(id_, int) else ()), info.edition)
        for name, value in (("_proxy", proxy), ("_parent", parent), ("_index", index)):
            object.__setattr__(self, name, value)
        if index is None:
            self._start()
        else:
            object.__setattr__(self, "_values", UpdateDict(proxy._line(id_)))

    def _onchange_values(self) -> dict[str, Any]:
        values = super()._onchange_values()
        assert self._proxy is not None
        inverse, parent = self._proxy._info.inverse, self._proxy._form
        if inverse and inverse not in values:
            values[inverse] = parent._record.id or parent._onchange_values()
        return values

    def _perform_onchange(self, field_name: str | None = None) -> dict[str, Any]:
        if field_name is None and self._proxy is not None:
            inverse = self._proxy._info.inverse
            parent = self._proxy._form
            if inverse and parent._record:
                default = {f"default_{inverse}": parent._record.id}
                object.__setattr__(self, "_record", self._record.with_context(**default))
        return super()._perform_onchange(field_name)

    def save(self) -> Any:
        """Put the line into the form that has it, which asks the server what follows."""
        proxy, index = self._proxy, self._index
        assert proxy is not None
        # what the view requires is looked at now, as the browser does when the line is left
        self._save_values(self._view, self._values, changed_only=False)
        values = UpdateDict(self._values)
        if index is None:
            id_ = proxy._value.create(values)
            object.__setattr__(self, "_index", list(proxy._value).index(id_))
        else:
            proxy._value.update(proxy._value[index], {}, ())
            line = proxy._value.get_vals(proxy._value[index])
            dict.update(line, values)
            line.changed.update(values.changed)
        proxy._changed()
