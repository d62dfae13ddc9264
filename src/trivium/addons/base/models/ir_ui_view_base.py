"""What every model offers to show it: `get_views` and what it is made of."""

from lxml import etree

from trivium import _, api, models
from trivium.exceptions import UserError
from trivium.rendering.views.defaults import default_arch
from trivium.rendering.views.errors import ViewError
from trivium.rendering.views.postprocessing import Postprocessor
from trivium.tools import frozendict, ormcache

_FIELD_ATTRIBUTES = (
    "aggregator",
    "change_default",
    "context",
    "currency_field",
    "definition_record",
    "definition_record_field",
    "digits",
    "domain",
    "falsy_value_label",
    "groupable",
    "help",
    "model_field",
    "name",
    "readonly",
    "related",
    "relation",
    "relation_field",
    "required",
    "sanitize",
    "sanitize_tags",
    "searchable",
    "selection",
    "size",
    "sortable",
    "store",
    "string",
    "translate",
    "trim",
    "type",
    "allow_hierachy_operators",
)
_MEASURES = frozenset(("integer", "float", "monetary"))


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model
    @api.readonly
    def get_views(self, views, options=None):
        """Return views and the fields that they show.

        :param views: pairs of id (False for the default) and kind
        :param options: `toolbar` with the actions and reports bound to the model, `load_filters` with the user's
            favourites (of `action_id`), `mobile`
        :return: `{"views": {kind: {"id", "arch", "model", ...}}, "models": {model: {"fields": {...}}}}`
        """
        options = options or {}
        result = {}
        fields_by_model = {}
        for view_id, view_type in views:
            kind = "list" if view_type == "tree" else view_type
            view = dict(self.get_view(view_id, kind, **options))
            for model, names in view.pop("models").items():
                fields_by_model.setdefault(model, set()).update(names)
            result[kind] = view
        models = {model: {"fields": self._fields_for_views(model, names)} for model, names in fields_by_model.items()}
        if options.get("toolbar"):
            bindings = self.env["ir.actions.actions"].get_bindings(self._name)
            for kind, view in result.items():
                view["toolbar"] = self._toolbar_for(bindings, kind)
        if options.get("load_filters") and "search" in result:
            result["search"]["filters"] = self.env["ir.filters"].get_filters(
                self._name,
                options.get("action_id"),
                options.get("embedded_action_id"),
                options.get("embedded_parent_res_id"),
            )
        return {"views": result, "models": models}

    @api.model
    def _toolbar_for(self, bindings, view_type):
        toolbar = {}
        for kind, name in (("action", "action"), ("report", "print")):
            actions = [
                each for each in bindings.get(kind, ()) if view_type in (each["binding_view_types"] or "").split(",")
            ]
            if actions:
                toolbar[name] = actions
        return toolbar

    @api.model
    def _fields_for_views(self, model, names):
        """Return the description of fields as clients of views get it."""
        target = self.env[model]
        return target._described_for_views(frozenset(names), target._get_view_access_key())

    @api.model
    @ormcache("names", "access_key", "self.env.lang", "self.env.company.id")
    def _described_for_views(self, names, access_key):
        return self.fields_get(names, self._get_view_field_attributes())

    @api.model
    def _get_view_field_attributes(self):
        """Return the names of the attributes of fields that clients of views get; a hook."""
        return list(_FIELD_ATTRIBUTES)

    @api.model
    @api.readonly
    def get_view(self, view_id=None, view_type="form", **options):
        """Return a view as the user sees it.

        :param view_id: None or False for the default one
        :param view_type: kind
        :return: `{"id", "arch", "model", "models": {model: names of fields}}`
        """
        self.check_access("read")
        if view_id and not isinstance(view_id, (int, str)):
            raise ValueError(f"{view_id!r} is no id of a view.")
        return dict(self._get_view_cache(view_id, view_type, **options))

    @api.model
    def _get_view_access_key(self):
        """Return what views and fields depend on besides language: the user's rights."""
        user = self.env.user
        return (user._get_group_ids(), self.env.su, user.has_group("base.group_no_one"))

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        """Return what the result of `get_view` depends on; a hook for models whose views depend on more."""
        context = self.env.context
        refs = tuple((key, value) for key, value in context.items() if key.endswith("_view_ref"))
        return (
            view_id or False,
            view_type,
            options.get("mobile", False),
            self.env.lang,
            refs,
            self._get_view_access_key(),
        )

    @api.model
    @ormcache("self._get_view_cache_key(view_id, view_type, **options)")
    def _get_view_cache(self, view_id=None, view_type="form", **options):
        """Return what `get_view` returns, computed once for users with the same rights."""
        arch, view = self._get_view(view_id, view_type, **options)
        try:
            arch, models = self._get_view_postprocessed(view, arch, **options)
        except ViewError as error:
            if not view:
                raise UserError(error.message) from error
            view._raise(error)
        models = self._get_view_fields(view_type, models)
        return frozendict(
            {
                "id": view.id,
                "arch": arch,
                "model": self._name,
                "models": frozendict({model: frozenset(names) for model, names in models.items()}),
            }
        )

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Return the arch of a view with all that extends it, and the view (empty if it was made up); a hook.

        :return: an lxml element, and a record of `ir.ui.view`
        """
        views = self.env["ir.ui.view"].sudo()
        view_id = view_id or self._view_id_from_context(view_type) or views.default_view(self._name, view_type)
        if not view_id:
            try:
                return default_arch(self, view_type), views.browse()
            except ViewError as error:
                raise UserError(error.message) from error
        view = views.browse(view_id)
        view.with_user(self.env.user).with_env(self.env)._check_view_access()
        arch = view._get_combined_arch()
        return arch, view

    @api.model
    def _view_id_from_context(self, view_type):
        """Return the id of the view that the context names (`form_view_ref`), False if it names none."""
        name = self.env.context.get(f"{view_type}_view_ref")
        if not name or "." not in str(name):
            return False
        model, res_id = self.env["ir.model.data"]._xmlid_to_res_model_res_id(name)
        return res_id if model == "ir.ui.view" else False

    @api.model
    def _get_view_postprocessed(self, view, arch, **options):
        """Return an arch made ready for the user, as text, and the fields that it shows, by model; a hook."""
        ready = self._view_postprocessor(**options).run(arch, self)
        return etree.tostring(ready.arch, encoding="unicode"), ready.models

    @api.model
    def _view_postprocessor(self, **options):
        def embedded(model, kind):
            return self.env[model]._get_view(None, kind, **options)[0]

        return Postprocessor(self.env, embedded, mobile=bool(options.get("mobile")))

    @api.model
    def _get_view_fields(self, view_type, models):
        """Return the fields to tell the client of, by model; a hook.

        Searches may be made by any field; a graph or pivot can group and measure by any that the database can.
        """
        names = models.setdefault(self._name, set())
        if view_type == "search":
            names.update(self._fields)
        elif view_type == "graph":
            names.update(
                name
                for name, field in self._fields.items()
                if field.type in _MEASURES
                or field.type in ("many2one", "many2many", "char", "boolean", "selection", "date", "datetime")
            )
        elif view_type == "pivot":
            names.update(name for name, field in self._fields.items() if field.store or field.type in _MEASURES)
        return models

    @api.model
    def view_header_get(self, view_id, view_type):
        """Return a title for a view, False for the usual one; a hook."""
        return False

    def get_formview_id(self, access_uid=None):
        """Return the id of the view in which the record opens, False for the usual one; a hook."""
        return False

    def get_formview_action(self, access_uid=None):
        """Return the action that opens the record in its form."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "views": [(self.get_formview_id(access_uid=access_uid), "form")],
            "target": "current",
            "res_id": self.id,
            "context": dict(self.env.context),
        }

    def _get_records_action(self, **kwargs):
        """Return the action that opens these records: the form of one, the list of several."""
        context = {key: value for key, value in self.env.context.items() if not key.startswith("default_")}
        if len(self) == 1:
            shown = {"res_id": self.id, "views": [(self.get_formview_id(), "form")]}
        else:
            shown = {"views": [(False, "list"), (False, "form")], "domain": [("id", "in", self.ids)]}
        return {
            "type": "ir.actions.act_window",
            "name": _("Records") if len(self) != 1 else self.display_name,
            "res_model": self._name,
            "target": "current",
            "context": context,
            **shown,
            **kwargs,
        }
