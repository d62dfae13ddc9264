"""Views that are templates: found by their keys, run, marked for the website editor."""

from trivium import _, api, models
from trivium.exceptions import AccessError
from trivium.rendering.views import branding as brand
from trivium.tools import ormcache


class IrUiView(models.Model):
    _inherit = "ir.ui.view"

    @api.model
    @ormcache("template", "self.env.context.get('website_id')", cache="templates")
    def _template_id(self, template):
        view = self.sudo().with_context(active_test=False)
        if isinstance(template, int) or (isinstance(template, str) and template.isdigit()):
            return int(template) if view.browse(int(template)).exists() else False
        found = view.search([("key", "=", template)], limit=1)
        if found:
            return found.id
        model, res_id = (
            self.env["ir.model.data"]._xmlid_to_res_model_res_id(template) if "." in template else (None, None)
        )
        return res_id if model == self._name else False

    @api.model
    def _get_view_id(self, template):
        """Return the id of the template of that key, external id or number.

        Raises:
            ValueError: there is none.
        """
        view_id = self._template_id(template)
        if not view_id:
            raise ValueError(f"There is no template {template!r}: check its key, and that its addon is installed.")
        return view_id

    @api.model
    def _get_template_view(self, template, raise_if_not_found=True):
        """Return the template of that key, external id or number, as a record."""
        view_id = self._get_view_id(template) if raise_if_not_found else self._template_id(template)
        return self.browse(view_id or ())

    def _check_view_access(self):
        """Refuse a template to those who are in none of its groups."""
        self.ensure_one()
        groups = self.sudo().group_ids
        if groups and not self.env.su and not self.env.user._get_group_ids().intersection(groups.ids):
            raise AccessError(
                _(
                    "The view %(name)s is for members of: %(groups)s",
                    name=self.sudo().name,
                    groups=", ".join(groups.mapped("display_name")),
                )
            )
        return True

    @api.model
    def _render_template(self, template, values=None):
        """Return a template run with values."""
        return self.env["ir.qweb"]._render(template, values)

    @api.model
    def render_public_asset(self, template, values=None):
        """Return a template run with values, for anyone who may see it."""
        view = self.sudo()._get_template_view(template)
        view.with_user(self.env.user)._check_view_access()
        return self.env["ir.qweb"].sudo()._render(template, values)

    # ---- marks for the website editor --------------------------------------------------------------------------

    @api.private
    def inherit_branding(self, specs_tree):
        """Mark what the specifications add with this view."""
        brand.brand_specification(specs_tree, self.id)
        return specs_tree

    @api.private
    @api.model
    def distribute_branding(self, e, branding=None, parent_xpath="", index_map=None):
        """Move the marks of an element to those inside of it whose content can be edited."""
        brand.distribute(e, branding, parent_xpath)

    @api.private
    @api.model
    def is_node_branded(self, node):
        """Tell whether an element has marks, or is filled at run time."""
        return brand.is_branded(node)
