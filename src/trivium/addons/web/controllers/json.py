"""What an action shows, as JSON: `/json/1/<the path of the address bar>` for spreadsheets and scripts."""

from ast import literal_eval
from urllib.parse import urlencode

from lxml import etree
from werkzeug.exceptions import BadRequest, NotFound

from trivium import Domain, http
from trivium.exceptions import AccessError
from trivium.http import request
from trivium.tools.safe_eval import safe_eval

from .action import Action, MissingActionError

LIMIT = 80
"""Records of an answer where neither request nor action say how many."""


class Json(http.Controller):
    @http.route("/json/<path:subpath>", type="http", auth="user", readonly=True)
    def web_json(self, subpath, **kwargs):
        """Lead to the newest version."""
        query = f"?{urlencode(kwargs)}" if kwargs else ""
        return request.redirect(f"/json/1/{subpath}{query}", code=307)

    @http.route("/json/1/<path:subpath>", type="http", auth="bearer", readonly=True, save_session=False)
    def web_json_1(self, subpath, **kwargs):
        """Return the records, or the record, or the groups, that an action shows.

        Parameters: `view_type`, `domain`, `fields` and `groupby` (by comma), `limit`, `offset`.
        """
        if not request.env.user.has_group("base.group_allow_export"):
            raise AccessError(request.env._("You may not export data: ask the administrator for that right."))
        action, record_id, active_id = self._resolve(subpath)
        model = request.env[action["res_model"]]
        request.update_context(**self._context(action, active_id))
        model = model.with_env(request.env)
        view_type = kwargs.get("view_type") or ("form" if record_id else self._first_view(action))
        view_id = next((id_ for id_, kind in action.get("views") or () if kind == view_type), False)
        arch = etree.fromstring(model.get_view(view_id or None, view_type)["arch"])
        if record_id:
            return request.make_json_response(self._record(model, record_id, self._specification(model, arch, kwargs)))
        domain = self._domain(action, kwargs.get("domain"))
        limit, offset = self._number(kwargs, "limit", action.get("limit") or LIMIT), self._number(kwargs, "offset", 0)
        if kwargs.get("groupby") or view_type in {"graph", "pivot"}:
            groupby, aggregates = self._grouping(model, arch, kwargs)
            groups = model.formatted_read_group(domain, groupby, aggregates, limit=limit, offset=offset)
            return request.make_json_response({"groups": groups, "length": len(groups)})
        specification = self._specification(model, arch, kwargs)
        return request.make_json_response(model.web_search_read(domain, specification, limit=limit, offset=offset))

    def _resolve(self, subpath):
        """Return the action that a path ends with, the record in it, and the record that it began from."""
        action, record_id, active_id = None, None, None
        for step in subpath.split("/"):
            if step.isdigit():
                record_id = int(step)
                continue
            active_id, record_id = record_id, None
            action = self._action(step)
        if action is None:
            raise NotFound(f"No action is named in {subpath!r}.")
        return action, record_id, active_id

    def _action(self, step):
        name = step.removeprefix("m-")
        if name in request.env.registry.models and (step.startswith("m-") or "." in step):
            if request.env[name]._abstract:
                raise NotFound(f"The model {name!r} has no records.")
            return {"res_model": name, "view_mode": "list,form"}
        try:
            action = Action()._find(step.removeprefix("action-"))
        except MissingActionError as error:
            raise NotFound(str(error)) from error
        if action._name != "ir.actions.act_window":
            raise BadRequest(f"The action {step!r} opens no records.")
        return action.sudo()._get_action_dict()

    def _context(self, action, active_id):
        names = {"uid": request.env.uid, "active_id": active_id, "active_ids": [active_id] if active_id else []}
        context = action.get("context") or {}
        return safe_eval(context, names) if isinstance(context, str) else context

    def _domain(self, action, given):
        """Return the domain of the action, and that of the request below it."""
        own = action.get("domain") or []
        names = {"uid": request.env.uid, **request.env.context}
        domain = Domain(safe_eval(own, names) if isinstance(own, str) else own)
        if not given:
            return domain
        try:
            return domain & Domain(literal_eval(given))
        except (ValueError, SyntaxError, TypeError) as error:
            raise BadRequest(f"The parameter domain is none: {error}") from error

    def _first_view(self, action):
        first = (action.get("view_mode") or "list").split(",")[0]
        return first if first in {"list", "kanban", "graph", "pivot"} else "list"

    def _number(self, kwargs, name, default):
        value = kwargs.get(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit() and int(value) < 2**63):
            raise BadRequest(f"The parameter {name} is a whole number below 2^63, not {value!r}.")
        return int(value)

    def _specification(self, model, arch, kwargs):
        """Return what is read: the fields that are asked for, or those of the view, lines left to their own models."""
        if kwargs.get("fields"):
            names = kwargs["fields"].split(",")
        else:
            names = arch.xpath(".//field[not(ancestor::field)]/@name")
        unknown = [name for name in names if name not in model._fields]
        if unknown:
            raise BadRequest(f"{model._name} has no field {', '.join(unknown)}.")
        return {
            name: {"fields": {"display_name": {}}} if model._fields[name].type == "many2one" else {}
            for name in dict.fromkeys(names)
        }

    def _grouping(self, model, arch, kwargs):
        """Return by what to group and what to sum up."""
        measures = arch.xpath(".//field[@type='measure']/@name")
        rows = arch.xpath(".//field[@name and not(@type='measure') and not(ancestor::field)]/@name")
        groupby = kwargs["groupby"].split(",") if kwargs.get("groupby") else list(rows)
        wanted = kwargs["fields"].split(",") if kwargs.get("fields") else list(measures)
        aggregates = [name if ":" in name else f"{name}:sum" for name in wanted]
        return groupby, ["__count", *aggregates]

    def _record(self, model, record_id, specification):
        found = model.browse(record_id).exists()
        if not found:
            raise NotFound(f"{model._name}({record_id}) does not exist.")
        return found.web_read(specification)[0]
