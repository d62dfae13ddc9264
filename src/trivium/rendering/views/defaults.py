"""Views of models that have none of their own."""

from __future__ import annotations

from typing import Any

from lxml import etree

from trivium.rendering.views.errors import ViewError

_BOOKKEEPING = frozenset({"id", "create_uid", "create_date", "write_uid", "write_date", "display_name"})
_START_DATES = ("date", "date_start", "start_date", "x_date", "x_date_start", "x_start_date")
_STOP_DATES = (
    "date_stop",
    "date_end",
    "stop_date",
    "end_date",
    "x_date_stop",
    "x_date_end",
    "x_stop_date",
    "x_end_date",
)
_DELAYS = ("date_delay", "planned_hours", "x_date_delay", "x_planned_hours")
_LONG = frozenset({"text", "html", "one2many", "many2many", "binary", "properties"})


def default_arch(model: Any, kind: str) -> Any:
    """Return the arch of a kind of view made from the fields of a model.

    Raises:
        ViewError: a view of that kind cannot be guessed.
    """
    maker = _MAKERS.get(kind)
    if maker is None:
        raise ViewError(f"The model {model._name} has no view of the kind {kind}, and none can be made up: define one.")
    return maker(model)


def _title(model: Any) -> str:
    return str(model._description or model._name)


def _name_field(model: Any) -> str:
    if model._rec_name:
        return str(model._rec_name)
    return "display_name" if "display_name" in model._fields else "id"


def _form(model: Any) -> Any:
    form = etree.Element("form", string=_title(model))
    sheet = etree.SubElement(form, "sheet", string=_title(model))
    group = etree.SubElement(sheet, "group")
    for name, field in model._fields.items():
        if name in _BOOKKEEPING or field.automatic:
            continue
        if field.type in _LONG:
            etree.SubElement(etree.SubElement(sheet, "group"), "field", name=name)
        else:
            etree.SubElement(group, "field", name=name)
    return form


def _list(model: Any) -> Any:
    root = etree.Element("list", string=_title(model))
    etree.SubElement(root, "field", name=_name_field(model))
    return root


def _search(model: Any) -> Any:
    root = etree.Element("search", string=_title(model))
    etree.SubElement(root, "field", name=_name_field(model))
    return root


def _kanban(model: Any) -> Any:
    root = etree.Element("kanban", string=_title(model))
    card = etree.SubElement(etree.SubElement(root, "templates"), "t", {"t-name": "card"})
    etree.SubElement(card, "field", name=_name_field(model))
    return root


def _graph(model: Any) -> Any:
    root = etree.Element("graph", string=_title(model))
    etree.SubElement(root, "field", name=_name_field(model))
    return root


def _pivot(model: Any) -> Any:
    return etree.Element("pivot", string=_title(model))


def _activity(model: Any) -> Any:
    root = etree.Element("activity", string=_title(model))
    box = etree.SubElement(etree.SubElement(root, "templates"), "div", {"t-name": "activity-box"})
    etree.SubElement(box, "field", name=_name_field(model), display="full")
    return root


def _calendar(model: Any) -> Any:
    root = etree.Element("calendar", string=_title(model))
    etree.SubElement(root, "field", name=_name_field(model))
    start = model._date_name if model._date_name in model._fields else _first(model, _START_DATES)
    if start is None:
        raise ViewError(f"A calendar of {model._name} needs a view of its own: no field tells when its records are.")
    root.set("date_start", start)
    color = _first(model, ("user_id", "partner_id", "x_user_id", "x_partner_id"))
    if color is not None:
        root.set("color", color)
    stop, delay = _first(model, _STOP_DATES), _first(model, _DELAYS)
    if stop is not None:
        root.set("date_stop", stop)
    elif delay is not None:
        root.set("date_delay", delay)
    return root


def _first(model: Any, names: tuple[str, ...]) -> str | None:
    return next((name for name in names if name in model._fields), None)


_MAKERS = {
    "form": _form,
    "list": _list,
    "search": _search,
    "kanban": _kanban,
    "graph": _graph,
    "pivot": _pivot,
    "activity": _activity,
    "calendar": _calendar,
}
