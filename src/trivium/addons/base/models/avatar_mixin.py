"""A picture for records that may have none: initials on a colour that stays the same for a record."""

import base64
import hashlib
from html import escape

from trivium import api, fields, models
from trivium.tools.misc import file_open

SIZES = (1920, 1024, 512, 256, 128)


def get_hsl_from_seed(seed):
    """Return a CSS colour that depends on `seed` alone, dark enough for white text to be read on it."""
    digest = hashlib.sha256(str(seed).encode()).digest()
    hue = int.from_bytes(digest[:2], "big") % 360
    saturation = 38 + digest[2] % 18
    lightness = 36 + digest[3] % 9
    return f"hsl({hue}, {saturation}%, {lightness}%)"


def initials_of(name):
    """Return up to two capital initials of `name`: of the first and of the last word that have a letter or digit."""
    starts = [next(char for char in word if char.isalnum()) for word in name.split() if any(map(str.isalnum, word))]
    if len(starts) > 1:
        starts = [starts[0], starts[-1]]
    return "".join(starts).upper()


def initials_svg(name, seed):
    """Return a square SVG, as bytes, with the initials of `name` on the colour of `seed`."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="192" height="192">'
        f'<rect width="96" height="96" fill="{get_hsl_from_seed(seed)}"/>'
        '<text x="48" y="48" dy=".35em" text-anchor="middle" fill="#fff" font-size="38" font-weight="500"'
        f' font-family="system-ui, sans-serif">{escape(initials_of(name))}</text></svg>'
    ).encode()


class AvatarMixin(models.AbstractModel):
    _name = "avatar.mixin"
    _inherit = ["image.mixin"]
    _description = "Picture or initials"

    _avatar_name_field = "name"  # the field whose initials are drawn

    avatar_1920 = fields.Image("Avatar", max_width=1920, max_height=1920, compute="_compute_avatar_1920")
    avatar_1024 = fields.Image("Avatar 1024", max_width=1024, max_height=1024, compute="_compute_avatar_1024")
    avatar_512 = fields.Image("Avatar 512", max_width=512, max_height=512, compute="_compute_avatar_512")
    avatar_256 = fields.Image("Avatar 256", max_width=256, max_height=256, compute="_compute_avatar_256")
    avatar_128 = fields.Image("Avatar 128", max_width=128, max_height=128, compute="_compute_avatar_128")

    @api.depends(lambda self: [self._avatar_name_field, "image_1920"])
    def _compute_avatar_1920(self):
        self._compute_avatar("avatar_1920", "image_1920")

    @api.depends(lambda self: [self._avatar_name_field, "image_1024"])
    def _compute_avatar_1024(self):
        self._compute_avatar("avatar_1024", "image_1024")

    @api.depends(lambda self: [self._avatar_name_field, "image_512"])
    def _compute_avatar_512(self):
        self._compute_avatar("avatar_512", "image_512")

    @api.depends(lambda self: [self._avatar_name_field, "image_256"])
    def _compute_avatar_256(self):
        self._compute_avatar("avatar_256", "image_256")

    @api.depends(lambda self: [self._avatar_name_field, "image_128"])
    def _compute_avatar_128(self):
        self._compute_avatar("avatar_128", "image_128")

    def _compute_avatar(self, avatar_field, image_field):
        """Set `avatar_field` to the picture, else to the initials, else to the placeholder of the model."""
        for record in self:
            avatar = record[image_field]
            if not avatar:
                name = record[record._avatar_name_field]
                drawn = record.id and name and initials_of(name)
                avatar = record._avatar_generate_svg() if drawn else record._avatar_get_placeholder()
            record[avatar_field] = avatar

    def _avatar_generate_svg(self):
        """Return the base64 of the drawing of this record's initials."""
        self.ensure_one()
        name = self[self._avatar_name_field]
        seed = f"{name}{self.create_date.timestamp() if self.create_date else ''}"
        return base64.b64encode(initials_svg(name, seed))

    def _avatar_get_placeholder_path(self):
        """Return the path, below the addons, of the picture for a record without picture and name."""
        return "base/static/img/avatar_grey.png"

    def _avatar_get_placeholder(self):
        """Return the base64 of the placeholder."""
        with file_open(self._avatar_get_placeholder_path(), "rb") as file:
            return base64.b64encode(file.read())
