"""Views are held against the models when they are made, changed, or installed with their addon."""

from trivium import SQL, _, api, models
from trivium.exceptions import ValidationError
from trivium.rendering.qweb import wrong_expressions
from trivium.rendering.views import places
from trivium.rendering.views.combination import CombinationError, combine, find_trees, parse, root_chain
from trivium.rendering.views.errors import ViewError, opening_tag
from trivium.rendering.views.validation import Validator


class IrUiView(models.Model):
    _inherit = "ir.ui.view"

    def _check_later_or_now(self):
        """Check the views; while the files of an addon are loaded, that waits until all of its views are there."""
        if not self.env.context.get("install_mode"):
            self._check_xml()

    @api.constrains("group_ids", "inherit_id", "mode")
    def _check_groups(self):
        for view in self:
            if view.group_ids and view.inherit_id and view.mode == "extension":
                raise ValidationError(
                    _("The view %s extends another: give its elements groups, not the view.", view.name)
                )

    @api.constrains("inherit_id")
    def _check_000_inheritance(self):
        if self._has_cycle("inherit_id"):
            raise ValidationError(_("A view cannot build on itself: change what it inherits from."))

    def _check_xml(self):
        """Check that the views, with all that extends them, are well-formed and name what there is.

        Raises:
            ValidationError: one of them is wrong; the message tells where.
        """
        active = self.filtered(lambda view: view.active and view.arch_db)
        if not active:
            return
        trees = find_trees(self.env, active.ids, self._lang_of_archs(), self._loaded_modules())
        validator = Validator(self.sudo().with_context(lang=None).env)
        done = set()
        for view in active:
            target = root_chain(trees, view.id)[-1].id
            if target in done:
                continue
            done.add(target)
            row = trees[target]
            try:
                arch = self._combine(trees, target)
                if row.kind == "qweb":
                    for node, fault in wrong_expressions(arch):
                        raise ViewError(str(fault), node)
                elif row.kind is not None:
                    if arch.tag != row.kind:
                        raise ViewError(
                            f"A view of type {row.kind} begins with <{row.kind}>, not with <{arch.tag}>.", arch
                        )
                    validator.check(arch, row.model or "")
            except CombinationError as error:
                self.browse(error.view_id)._raise(error)
            except ViewError as error:
                (self._origin_of(trees, target, error) or view)._raise(error)

    def _origin_of(self, trees, view_id, error):
        """Return the view that a faulty element comes from: the last one whose own arch has it."""
        if not error.element:
            return self.browse()
        for chain in reversed(root_chain(trees, view_id)):
            stack = [chain]
            while stack:
                row = stack.pop()
                stack.extend(row.children)
                for node in parse(row).iter():
                    if isinstance(node.tag, str) and opening_tag(node) == error.element:
                        return self.browse(row.id)
        return self.browse(view_id)

    def _raise(self, error):
        """Raise what is wrong with this view as users and developers see it."""
        self.ensure_one()
        view = self.sudo()
        lines = [error.message, ""]
        lines.append(
            _(
                "View: %(name)s (%(xmlid)s)",
                name=view.name,
                xmlid=view.xml_id or _("without external ID, number %s", view.id),
            )
        )
        if view.model:
            lines.append(_("Model: %s", view.model))
        if view.arch_fs:
            line = places.line_of(view.arch_fs, view.xml_id, error.element) if view.xml_id else error.line
            lines.append(_("File: %(file)s, line %(line)s", file=view.arch_fs, line=line or "?"))
        elif error.line:
            lines.append(_("Line: %s", error.line))
        if error.element:
            lines.append(_("Element: %s", error.element))
        raise ValidationError("\n".join(lines)) from error

    @api.model
    def _validate_module_views(self, module):
        """Check all views of an addon."""
        rows = self.env.execute_query(
            SQL("SELECT res_id FROM ir_model_data WHERE model = 'ir.ui.view' AND module = %s", module)
        )
        self.browse(res_id for (res_id,) in rows).exists()._check_xml()

    @api.model
    def _validate_custom_views(self, model):
        """Check the views of a model that belong to no addon."""
        rows = self.env.execute_query(
            SQL(
                """SELECT v.id FROM ir_ui_view v WHERE v.model = %s AND v.active AND NOT EXISTS (
                       SELECT FROM ir_model_data d WHERE d.model = 'ir.ui.view' AND d.res_id = v.id)""",
                model,
            )
        )
        self.browse(res_id for (res_id,) in rows)._check_xml()
        return True

    @api.model
    def _loaded_modules(self):
        """Return the addons whose views count while others are still to be loaded; None if all are."""
        registry = self.env.registry
        return (
            None
            if registry.ready
            else frozenset(registry._init_modules) | {self.env.context.get("install_module") or ""}
        )

    @api.model
    def _lang_of_archs(self):
        return self.env.lang or "en_US"
