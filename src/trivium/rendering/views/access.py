"""What of an arch a user may see and do."""

from __future__ import annotations

from typing import Any

_OPERATIONS = (("create", "create"), ("delete", "unlink"), ("edit", "write"))
_GROUP_OPERATIONS = (("group_create", "create"), ("group_delete", "unlink"), ("group_edit", "write"))


class Access:
    """The rights of the user of an environment, each asked for once.

    Args:
        env: the environment.
    """

    def __init__(self, env: Any) -> None:
        self._env = env
        self._groups: dict[str, bool] = {}
        self._models: dict[tuple[str, str], bool] = {}

    def matches(self, groups: str) -> bool:
        """Tell whether the user matches a `groups` attribute."""
        found = self._groups.get(groups)
        if found is None:
            found = self._groups[groups] = bool(self._env.user.has_groups(groups))
        return found

    def reads(self, field: Any, model: Any) -> bool:
        """Tell whether the user may read a field."""
        return not field.groups or bool(model._has_field_access(field, "read"))

    def may(self, model: str, operation: str) -> bool:
        """Tell whether the user may do the operation on a model as such."""
        found = self._models.get((model, operation))
        if found is None:
            found = self._models[model, operation] = bool(self._env[model].has_access(operation))
        return found

    def mark_root(self, root: Any, model: Any) -> None:
        """Take from a view what the user may not do with its model (`create="False"` ...)."""
        for attribute, operation in _OPERATIONS:
            if not root.get(attribute) and not self.may(model._name, operation):
                root.set(attribute, "False")
        grouping = root.get("default_group_by") if root.tag == "kanban" else None
        field = model._fields.get(grouping.partition(":")[0]) if grouping else None
        if field is not None and field.type == "many2one":
            for attribute, operation in _GROUP_OPERATIONS:
                if not root.get(attribute) and not self.may(field.comodel_name, operation):
                    root.set(attribute, "False")

    def mark_relation(self, node: Any, field: Any) -> None:
        """Tell on a relational field what the user may do with the records behind it."""
        node.set("can_create", str(self.may(field.comodel_name, "create")))
        node.set("can_write", str(self.may(field.comodel_name, "write")))
