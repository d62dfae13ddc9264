"""Fields with one of some values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from trivium.tools.misc import SENTINEL

from ._values import determine
from .base import Field

if TYPE_CHECKING:
    from collections.abc import Callable

POLICIES = ("null", "cascade", "set default", "set null", "restrict")


class Selection(Field):
    """One of some values.

    Args:
        selection: pairs of value and label; or a method's name or a function that returns them.
        selection_add: pairs that an extension adds; a value that exists already places those before it.
        ondelete: what becomes of records with an added value when the addon that added it goes: ``"set null"``,
            ``"cascade"``, ``"set default"``, ``"set VALUE"``, or a function of the records.
    """

    type = "selection"
    _column_type: ClassVar[tuple[str, str] | None] = ("varchar", "VARCHAR")
    falsy_value: Any = None
    selection: Any = None
    validate: bool = True
    ondelete: Any = None
    selection_from: dict[Any, str | None]
    """Value -> addon that brought it."""

    def __init__(self, selection: Any = SENTINEL, string: Any = SENTINEL, **kwargs: Any) -> None:
        super().__init__(string=string, selection=selection, **kwargs)

    def merge(self, attributes: dict[str, Any], definition: Field) -> None:
        """Let an extension replace the values, relabel them, or add some."""
        own = dict(definition._args)
        added = own.pop("selection_add", None)
        policies = own.pop("ondelete", None)
        attributes.update(own)
        brought = attributes.setdefault("selection_from", {})
        if isinstance(own.get("selection"), list):
            brought.update({value: definition._module for value, _label in own["selection"]})
        if added is None:
            if policies is not None:
                attributes["ondelete"] = policies
            return
        current = attributes.get("selection")
        if isinstance(current, list):
            attributes["selection"] = merged_selection(current, added)
        elif current is None:
            attributes["selection"] = [item for item in added if len(item) > 1]
        for item in added:
            if len(item) > 1:
                brought.setdefault(item[0], definition._module)
        attributes["ondelete"] = {**(attributes.get("ondelete") or {}), **(policies or {})}

    def set_attributes(self, model_class: Any, attributes: dict[str, Any]) -> None:
        """Check the values.

        Raises:
            TypeError: the values are not texts.
            ValueError: a policy of removal is unknown.
        """
        super().set_attributes(model_class, attributes)
        if isinstance(self.selection, list):
            for item in self.selection:
                if not isinstance(item[0], str):
                    raise TypeError(f"Field {self}: the value {item[0]!r} of the selection is not a text")
        if isinstance(self.ondelete, dict):
            for value, policy in self.ondelete.items():
                if not callable(policy) and policy not in POLICIES and not str(policy).startswith("set "):
                    raise ValueError(f"Field {self}: unknown policy {policy!r} for the removal of {value!r}")

    def setup_related(self, model: Any) -> None:
        """Take the related field's values."""
        super().setup_related(model)
        field = self.related_field
        if field is not None and self.selection is None:
            self.selection = lambda records: field._description_selection_values(records.env)

    def setup_nonrelated(self, model: Any) -> None:
        """Check that there are values.

        Raises:
            AssertionError: none are declared.
        """
        super().setup_nonrelated(model)
        if self.selection is None:
            raise AssertionError(f"Field {self} has no selection")

    def _description_selection_values(self, env: Any) -> list[tuple[str, str]]:
        selection = self.selection
        if isinstance(selection, str) or callable(selection):
            return [
                (str(value), str(label) if label else "") for value, label in determine(selection, env[self.model_name])
            ]
        return [(value, label) for value, label in selection]

    def get_selection(self, env: Any) -> list[tuple[str, str]]:
        """Return the values with their labels in the language of the environment."""
        selection = self.selection
        if isinstance(selection, str) or callable(selection):
            return self._description_selection_values(env)
        if env.lang and env.lang != "en_US":
            labels = env["ir.model.fields"].get_field_selection(self.base_field.model_name, self.base_field.name)
            if labels:
                return [(value, label) for value, label in labels]
        return [(value, str(label)) for value, label in selection]

    _description_selection: Callable[..., Any] = get_selection

    def get_values(self, env: Any) -> list[str]:
        """Return the values."""
        selection = self.selection
        if isinstance(selection, str) or callable(selection):
            return [value for value, _label in self._description_selection_values(env)]
        return [value for value, _label in selection]

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> Any:
        """One of the values.

        Raises:
            ValueError: it is not one of them.
        """
        if value is None or value is False:
            return None
        if not validate or not self.validate:
            return value or None
        if value in self.get_values(record.env):
            return value
        if not value:
            return None
        raise ValueError(f"Wrong value for {self}: {value!r} is not one of {self.get_values(record.env)}")

    def convert_to_export(self, value: Any, record: Any) -> Any:
        """The label."""
        return next((label for key, label in self.get_selection(record.env) if key == value), value or "")


def merged_selection(current: list[Any], added: list[Any]) -> list[Any]:
    """Return the values of a selection with those of an extension in their places.

    Args:
        current: the pairs so far.
        added: pairs to add, and single values that exist: what stands before one of them comes before it.
    """
    labels = dict(current)
    order = [value for value, _label in current]
    waiting: list[Any] = []
    for item in added:
        value = item[0]
        if len(item) > 1:
            labels[value] = item[1]
        if value in order:
            at = order.index(value)
            order[at:at] = waiting
            waiting = []
        else:
            waiting.append(value)
    order.extend(waiting)
    return [(value, labels[value]) for value in order]
