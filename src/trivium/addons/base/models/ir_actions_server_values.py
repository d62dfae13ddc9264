"""The values that server actions write, from the texts that they keep."""

from trivium import Command

VALUE_FIELDS = ("value", "html_value", "sequence_id", "resource_ref", "update_boolean_value", "selection_value")
"""Fields of a server action that hold a value, one per kind of field."""


def convert_value(action):
    """Return the value of an action of type `object_write` as its field takes it."""
    kind = action.update_field_id.ttype
    text = action.value
    if kind in ("one2many", "many2many"):
        return _x2many(action)
    if kind == "boolean":
        return action.update_boolean_value == "true"
    if kind == "html":
        return action.html_value
    if not text:
        return False
    if kind in ("many2one", "integer", "many2one_reference"):
        return int(text)
    if kind in ("float", "monetary"):
        return float(text)
    return text


def _x2many(action):
    operation = action.update_m2m_operation
    if operation == "clear":
        return [Command.clear()]
    target = int(action.value)
    makers = {"add": Command.link, "remove": Command.unlink}
    return [Command.set([target])] if operation == "set" else [makers[operation](target)]
