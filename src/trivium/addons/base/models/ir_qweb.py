"""Rendering of QWeb templates: those of the database by name, those of code as elements."""

import logging
import math
import pprint
from types import SimpleNamespace
from urllib.parse import parse_qs, quote_plus, urlencode

from dateutil.relativedelta import relativedelta
from lxml import etree
from markupsafe import Markup

from trivium import api, models
from trivium.http import request
from trivium.rendering.assets.pages import bundle_nodes, head_tags
from trivium.rendering.qweb import (
    MALICIOUS_SCHEMES,
    VOID_ELEMENTS,
    QWebError,
    QWebErrorInfo,
    Scope,
    compile_template,
    render,
)
from trivium.tools import safe_eval
from trivium.tools.cache import ormcache
from trivium.tools.config import config
from trivium.tools.constants import SUPPORTED_DEBUGGER
from trivium.tools.image import image_data_uri
from trivium.tools.json import scriptsafe

__all__ = ["MALICIOUS_SCHEMES", "VOID_ELEMENTS", "IrQweb", "QWebError", "QWebErrorInfo", "keep_query", "render"]

_logger = logging.getLogger(__name__)

# options of a rendering on which the compiled template or what it shows depends: kept in the context
_CONTEXT_OPTIONS = (
    "lang",
    "inherit_branding",
    "inherit_branding_auto",
    "edit_translations",
    "minimal_qcontext",
    "website_id",
    "debug",
)


def keep_query(*keep_params, **additional_params):
    """Return the query string of the current request with other values for some parameters.

    Args:
        keep_params: names of parameters to keep, `*` at the end stands for anything; none means all.
        additional_params: parameters to set.
    """
    current = parse_qs(request.httprequest.query_string.decode()) if request else {}
    patterns = keep_params or (() if additional_params else ("*",))
    params = {
        name: values
        for name, values in current.items()
        if any(name == p or (p.endswith("*") and name.startswith(p[:-1])) for p in patterns)
    }
    params.update(additional_params)
    return urlencode({name: value for name, value in params.items() if value is not None}, doseq=True)


class IrQweb(models.AbstractModel):
    """Renders templates: `env["ir.qweb"]._render("module.template", values)`."""

    _name = "ir.qweb"
    _description = "Qweb"

    # -- rendering ---------------------------------------------------------------------------------------------------

    @api.model
    def _render(self, template, values=None, **options):
        """Return the result of a template as markup.

        Args:
            template: its key or external id, the id of its view, an element, or its source.
            values: variables by name.
            options: `lang`; `raise_if_not_found=False` for an empty result where there is no such template;
                `inherit_branding` and other keys of the context.
        """
        raise_if_not_found = options.pop("raise_if_not_found", True)
        qweb = self.with_context(**{key: options[key] for key in _CONTEXT_OPTIONS if key in options})
        values = dict(values or {})
        if "values" not in values:
            values["values"] = values
        qweb = qweb._prepare_environment(values) or qweb
        try:
            compiled = qweb._qweb_template(template)
        except QWebError as error:
            if not raise_if_not_found and isinstance(error.__cause__, LookupError):
                _logger.warning("There is no template %r", template)
                return Markup()
            raise
        qweb = qweb.with_context(qweb_rendering=SimpleNamespace(root=values))
        # the pieces were escaped where they were written
        return Markup(compiled.render(qweb, Scope(values)))  # noqa: S704 - see above

    @api.model
    def _prepare_environment(self, values):
        """Add to the variables what every template may use; return the model in the context to render in."""
        debug = request.session.debug if request else self.env.context.get("debug", "")
        values.update(
            true=True,
            false=False,
            null=None,
        )
        if self.env.context.get("minimal_qcontext"):
            return self
        values.setdefault("debug", debug)
        values.setdefault("user_id", self.env.user.with_env(self.env))
        values.setdefault("res_company", self.env.company.sudo())
        values.update(
            request=request or None,
            test_mode_enabled=config["test_enable"],
            json=scriptsafe,
            quote_plus=quote_plus,
            time=safe_eval.time,
            datetime=safe_eval.datetime,
            relativedelta=relativedelta,
            image_data_uri=image_data_uri,
            floor=math.floor,
            ceil=math.ceil,
            env=self.env,
            lang=self.env.context.get("lang"),
            keep_query=keep_query,
        )
        return self

    # -- templates ---------------------------------------------------------------------------------------------------

    def _qweb_template(self, template):
        """Return a compiled template.

        Raises:
            QWebError: there is none of that name (its cause is a LookupError), or it is written wrong.
        """
        if isinstance(template, etree._Element):
            return self._qweb_compiled_source(etree.tostring(template, encoding="unicode", with_tail=False))
        if isinstance(template, str) and template.lstrip().startswith("<"):
            return self._qweb_compiled_source(template)
        if isinstance(template, models.BaseModel):
            template = template.id
        return self._qweb_compiled(template)

    @ormcache("template", "self._qweb_cache_key()", cache="templates")
    def _qweb_compiled(self, template):
        view = self._qweb_view(template)
        arch = view.get_combined_arch()
        root = etree.fromstring(arch) if isinstance(arch, (str, bytes)) else arch
        return compile_template(root, str(view.key or template), post_process=self._qweb_post_processes())

    @ormcache("source", "self._qweb_cache_key()", cache="templates")
    def _qweb_compiled_source(self, source):
        root = etree.fromstring(source)
        name = root.get("t-name") or f"<{root.tag}>"
        return compile_template(root, name, post_process=self._qweb_post_processes())

    def _qweb_cache_key(self):
        """Return the values of the context on which the text of a template depends."""
        context = self.env.context
        return tuple(context.get(key) for key in self._get_template_cache_keys())

    def _get_template_cache_keys(self):
        """Return the keys of the context on which templates depend."""
        return ["lang", "inherit_branding", "inherit_branding_auto", "edit_translations", "website_id"]

    def _qweb_view(self, template):
        """Return the view of a template by its id, key or external id.

        Raises:
            QWebError: there is none.
        """
        view = self.env["ir.ui.view"].sudo()._get_template_view(template, raise_if_not_found=False)
        if not view:
            reason = LookupError(f"There is no template {template!r}: correct the name, or install its module")
            raise QWebError(QWebErrorInfo(str(reason), template)) from reason
        return view

    def _qweb_post_processes(self):
        """Tell whether an addon looks over attributes before they are written."""
        return type(self)._post_processing_att is not type(self)._qweb_plain_att

    def _post_processing_att(self, tagName, atts):  # noqa: N803 - the contract's name
        """Return the attributes to write for an element; a hook for addons."""
        return atts

    _qweb_plain_att = _post_processing_att

    # -- what compiled templates call --------------------------------------------------------------------------------

    def _qweb_call(self, name, values, write):
        """Write another template."""
        self._qweb_template(int(name) if name.isdigit() else name).write(self, values, write)

    def _qweb_root_values(self):
        """Return the variables with which the rendering began."""
        return self.env.context["qweb_rendering"].root

    @ormcache("path", "key", "self._qweb_cache_key()", cache="templates.cached_values")
    def _qweb_kept(self, path, key):
        """Return a holder for what a `t-cache` wrote; the holder is kept, its content comes later."""
        return []

    def _qweb_cached(self, path, key):
        holder = self._qweb_kept(path, self._qweb_cached_key(key))
        return holder[0] if holder else None

    def _qweb_cache(self, path, key, recorded):
        self._qweb_kept(path, self._qweb_cached_key(key))[:] = [recorded]

    def _qweb_cached_key(self, key):
        """Return a key that can be hashed: records count by model, id and last change."""
        items = key if isinstance(key, (tuple, list)) else (key,)
        result = []
        for item in items:
            if isinstance(item, models.BaseModel):
                result.append((item._name, item._ids, tuple(str(record.write_date) for record in item)))
            else:
                result.append(item)
        return tuple(result)

    def _qweb_in_groups(self, groups):
        return self.env.user.has_groups(groups)

    def _qweb_log(self, source, value):
        _logger.info("%s = %s", source, pprint.pformat(value))

    def _qweb_debug(self, debugger, values):
        """Stop in a debugger where the server runs in development mode."""
        if "qweb" not in config["dev_mode"]:
            _logger.warning("t-debug in a template is ignored without --dev=qweb")
        elif debugger and debugger not in SUPPORTED_DEBUGGER:
            raise ValueError(f"Unsupported t-debug value: {debugger}")
        else:
            __import__(debugger or "pdb").set_trace()

    # -- fields and widgets ------------------------------------------------------------------------------------------

    def _qweb_converter(self, kind):
        name = f"ir.qweb.field.{kind}"
        return self.env[name] if name in self.env else self.env["ir.qweb.field"]

    def _get_field(self, record, field_name, expression, tagName, field_options, values):  # noqa: N803 - the contract's name
        """Return attributes, content, and whether an empty element is shown, of `t-field`."""
        field = record._fields[field_name]
        branding = self.env.context.get("inherit_branding")
        if branding is None and self.env.context.get("inherit_branding_auto"):
            branding = record.has_access("write")
        options = {
            **field_options,
            "tagName": tagName,
            "expression": expression,
            "type": field_options.get("widget", field.type),
            "inherit_branding": bool(branding),
            "translate": bool(self.env.context.get("edit_translations") and field.translate),
        }
        converter = self._qweb_converter(options["type"])
        content = converter.record_to_html(record, field_name, options)
        return converter.attributes(record, field_name, options, values), content, bool(branding)

    def _get_widget(self, value, expression, tagName, field_options, values):  # noqa: N803 - the contract's name
        """Return attributes, content, and whether an empty element is shown, of `t-out` with a widget."""
        options = {**field_options, "type": field_options["widget"], "expression": expression}
        content = value
        if value is not None and value is not False:
            content = self._qweb_converter(options["type"]).value_to_html(value, options)
        return {"data-oe-type": options["type"], "data-oe-expression": expression}, content, None

    # -- assets ------------------------------------------------------------------------------------------------------

    def _qweb_assets(
        self,
        values,
        bundle,
        css=True,
        js=True,
        async_load=False,
        defer_load=False,
        lazy_load=False,
        media=None,
    ):
        """Return the elements that load a bundle; scripts are always deferred, in the order of the page."""
        nonce = request.csp_nonce if request else None
        return head_tags(self.env, bundle, nonce, css=css, js=js, debug=values["debug"] or "")

    def _get_asset_nodes(self, bundle, css=True, js=True, debug=False, **options):
        """Return what loads a bundle as `(element, attributes)`."""
        nodes = []
        for node in bundle_nodes(self.env, bundle, debug or ""):
            if node["type"] == "link" and css:
                nodes.append(("link", {"type": "text/css", "rel": "stylesheet", "href": node["src"]}))
            elif node["type"] != "link" and js:
                kind = "module" if node["type"] == "module" else "text/javascript"
                nodes.append(("script", {"type": kind, "src": node["src"]}))
        return nodes
