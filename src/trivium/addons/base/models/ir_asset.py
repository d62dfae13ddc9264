"""Changes of bundles that are made in the database rather than in a manifest."""

from trivium import api, fields, models, tools
from trivium.rendering.assets.bundles import MANIFEST_SEQUENCE
from trivium.rendering.assets.files import is_glob
from trivium.rendering.assets.pages import assets_of

DEFAULT_SEQUENCE = MANIFEST_SEQUENCE
APPEND_DIRECTIVE = "append"
PREPEND_DIRECTIVE = "prepend"
AFTER_DIRECTIVE = "after"
BEFORE_DIRECTIVE = "before"
REMOVE_DIRECTIVE = "remove"
REPLACE_DIRECTIVE = "replace"
INCLUDE_DIRECTIVE = "include"
DIRECTIVES_WITH_TARGET = [AFTER_DIRECTIVE, BEFORE_DIRECTIVE, REPLACE_DIRECTIVE]


def is_wildcard_glob(path):
    """Whether a path names files by a pattern."""
    return is_glob(path)


class IrAsset(models.Model):
    _name = "ir.asset"
    _description = "Asset"
    _order = "sequence, id"

    name = fields.Char("Name", required=True)
    bundle = fields.Char("Bundle", required=True)
    directive = fields.Selection(
        [
            (APPEND_DIRECTIVE, "Append"),
            (PREPEND_DIRECTIVE, "Prepend"),
            (AFTER_DIRECTIVE, "After"),
            (BEFORE_DIRECTIVE, "Before"),
            (REMOVE_DIRECTIVE, "Remove"),
            (REPLACE_DIRECTIVE, "Replace"),
            (INCLUDE_DIRECTIVE, "Include"),
        ],
        string="Directive",
        default=APPEND_DIRECTIVE,
    )
    path = fields.Char("Path (or pattern)", required=True)
    target = fields.Char("Target")
    active = fields.Boolean("Active", default=True)
    sequence = fields.Integer("Sequence", default=DEFAULT_SEQUENCE, required=True)

    @api.model_create_multi
    def create(self, vals_list):
        result = super().create(vals_list)
        self.env.registry.clear_cache("assets")
        return result

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache("assets")
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache("assets")
        return result

    @tools.ormcache(cache="assets")
    def _loadings(self):
        """What pages load for each bundle: built once for the files as they are."""
        loadings, _built = assets_of(self.env).loadings()
        return loadings
