"""Languages: which are in use, and how each writes dates and numbers."""

import json
import logging
import re

from babel import Locale

from trivium import api, fields, models
from trivium.exceptions import UserError, ValidationError
from trivium.tools import OrderedSet
from trivium.tools.cache import ormcache
from trivium.tools.misc import frozendict

from .res_country import flag_url

_logger = logging.getLogger(__name__)

DATE_FORMATS = [
    "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d-%m-%Y", "%m-%d-%Y", "%Y-%m-%d", "%d.%m.%Y", "%m.%d.%Y", "%Y.%m.%d",
]  # fmt: skip
CACHED_FIELDS = OrderedSet(
    [
        "id", "name", "code", "iso_code", "url_code", "active", "direction", "date_format", "time_format",
        "week_start", "grouping", "decimal_point", "thousands_sep", "flag_image_url",
    ]
)  # fmt: skip


class LangData(frozendict):
    """What is kept of a language outside of a transaction; its keys are attributes, and a missing language is false."""

    __slots__ = ()

    def __bool__(self):
        return bool(self["id"])

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class LangDataDict(frozendict):
    """Languages by key; a key that is not there gives a language that is false and has no values."""

    __slots__ = ()

    def __getitem__(self, key):
        return self.get(key, NO_LANGUAGE)


NO_LANGUAGE = LangData(dict.fromkeys(CACHED_FIELDS, False))


def split(l, counts):  # noqa: E741 - the name is part of the interface
    """Cut `l` into pieces of the lengths in `counts`: 0 repeats the length before, -1 takes the rest.

    >>> split("123456789", [3, 0])
    ['123', '456', '789']
    """
    pieces = []
    rest = l
    previous = len(l)
    for count in counts:
        if not rest or count == -1:
            break
        if count == 0:
            while rest:
                pieces.append(rest[:previous])
                rest = rest[previous:]
            break
        pieces.append(rest[:count])
        rest = rest[count:]
        previous = count
    if rest:
        pieces.append(rest)
    return pieces


def intersperse(string, counts, separator=""):
    """Return `string` with `separator` between groups of digits, counted from the right, and the number of them.

    Only the first run of digits is grouped.

    >>> intersperse("1234567.89", [3, 0], ",")
    ('1,234,567.89', 2)
    """
    match = re.match(r"([^0-9]*)([0-9]*)(.*)", string, re.DOTALL)
    left, digits, right = match.groups()
    groups = split(digits[::-1], counts)
    grouped = separator[::-1].join(groups)[::-1]
    return left + grouped + right, max(len(groups) - 1, 0)


class ResLang(models.Model):
    _name = "res.lang"
    _description = "Language"
    _order = "active desc,name"
    _allow_sudo_commands = False

    def _get_date_format_selection(self):
        today = fields.Date.context_today(self)
        return [(pattern, today.strftime(pattern)) for pattern in DATE_FORMATS]

    name = fields.Char("Name", required=True)
    code = fields.Char(
        "Locale code", required=True, help="Language and country, such as pt_BR: it chooses translations."
    )
    iso_code = fields.Char("ISO code", help="The code of translation files, such as pt_BR or pt.")
    url_code = fields.Char("Code in web addresses", required=True, help="What stands for the language in a URL.")
    active = fields.Boolean("Active")
    direction = fields.Selection(
        [("ltr", "Left to right"), ("rtl", "Right to left")], string="Direction", required=True, default="ltr"
    )
    date_format = fields.Selection(
        selection=_get_date_format_selection, string="Date format", required=True, default=DATE_FORMATS[1]
    )
    time_format = fields.Selection(
        [("%H:%M:%S", "13:00:00"), ("%I:%M:%S %p", "1:00:00 PM")],
        string="Time format",
        required=True,
        default="%H:%M:%S",
    )
    week_start = fields.Selection(
        [
            ("1", "Monday"),
            ("2", "Tuesday"),
            ("3", "Wednesday"),
            ("4", "Thursday"),
            ("5", "Friday"),
            ("6", "Saturday"),
            ("7", "Sunday"),
        ],
        string="First day of the week",
        required=True,
        default="7",
    )
    grouping = fields.Selection(
        [("[3,0]", "Thousands (1,234,567)"), ("[3,2,0]", "Lakhs (12,34,567)")],
        string="Grouping of digits",
        required=True,
        default="[3,0]",
    )
    decimal_point = fields.Char("Decimal separator", required=True, default=".", trim=False)
    thousands_sep = fields.Char("Thousands separator", default=",", trim=False)
    flag_image = fields.Image("Flag")
    flag_image_url = fields.Char("Address of the flag", compute="_compute_field_flag_image_url")

    _name_uniq = models.Constraint("UNIQUE(name)", "There is a language of this name already.")
    _code_uniq = models.Constraint("UNIQUE(code)", "There is a language with this code already.")
    _url_code_uniq = models.Constraint("UNIQUE(url_code)", "Another language has this code in web addresses already.")

    @api.depends("code", "flag_image")
    def _compute_field_flag_image_url(self):
        for lang in self:
            if lang.flag_image:
                lang.flag_image_url = f"/web/image/res.lang/{lang.id}/flag_image"
            else:
                country = (lang.code or "").split("@")[0].rsplit("_", maxsplit=1)[-1].lower()
                lang.flag_image_url = flag_url(country)

    # ---- constraints -------------------------------------------------------------------------------------------

    @api.constrains("active")
    def _check_active(self):
        # while languages are loaded there may be none yet
        if self.env.registry.ready and not self.search_count([], limit=1):
            raise ValidationError(self.env._("At least one language must stay active."))

    @api.constrains("time_format", "date_format")
    def _check_format(self):
        for lang in self:
            for pattern in (lang.time_format, lang.date_format):
                # such parts depend on the locale of the machine: they could not be read back
                if pattern and any(part in pattern for part in ("%c", "%x", "%X")):
                    raise ValidationError(self.env._("The format “%s” depends on the server: spell it out.", pattern))

    @api.constrains("grouping")
    def _check_grouping(self):
        for lang in self:
            try:
                counts = json.loads(lang.grouping)
            except ValueError:
                counts = None
            if not isinstance(counts, list) or not all(isinstance(count, int) for count in counts):
                raise ValidationError(
                    self.env._("The grouping “%s” is no list of numbers such as [3,0].", lang.grouping)
                )

    @api.onchange("time_format", "date_format")
    def _onchange_format(self):
        if self.env["res.lang"]._has_unknown_directive(self.time_format, self.date_format):
            return {
                "warning": {
                    "title": self.env._("This format may not work everywhere"),
                    "message": self.env._("Use the usual parts: %d, %m, %Y, %H, %M, %S, %I and %p."),
                }
            }
        return None

    @api.model
    def _has_unknown_directive(self, *patterns):
        known = set("dmYHMSIp")
        return any(set(re.findall(r"%(.)", pattern or "")) - known for pattern in patterns)

    # ---- install -----------------------------------------------------------------------------------------------

    def _register_hook(self):
        # without any language nothing could be shown
        if not self.search_count([], limit=1):
            _logger.error("No language is active: activate one in the settings")

    @api.model
    def _activate_lang(self, code):
        """Activate the language with that code, when it exists, and return it."""
        lang = self.with_context(active_test=False).search([("code", "=", code)], limit=1)
        if lang and not lang.active:
            lang.active = True
        return lang

    @api.model
    def _create_lang(self, lang, lang_name=None):
        """Create an active language from what the locale data (CLDR) say of `lang`."""
        try:
            data = Locale.parse(lang.replace("@", "_").replace("latin", "Latn"))
        except (ValueError, LookupError) as exc:
            raise UserError(self.env._("“%s” is no code of a language, such as pt_BR.", lang)) from exc
        symbols = data.number_symbols.get("latn", data.number_symbols)
        return self.create(
            {
                "code": lang,
                "iso_code": lang,
                "url_code": lang,
                "name": lang_name or data.get_display_name("en") or lang,
                "active": True,
                "direction": data.text_direction,
                "decimal_point": symbols["decimal"],
                "thousands_sep": symbols["group"],
                "week_start": str(data.first_week_day + 1),
            }
        )

    @api.model
    def install_lang(self):
        """Activate the language the database was made for, and give it to who comes next. Called at installation."""
        code = (self.env.context.get("install_lang") or "en_US").split(",")[0]
        lang = self._activate_lang(code) or self._create_lang(code)
        defaults = self.env["ir.default"].sudo()
        if defaults._get("res.partner", "lang") is None:
            defaults.set("res.partner", "lang", lang.code)
        partner = self.env.company.partner_id
        if not partner.lang:
            partner.write({"lang": lang.code})
        return True

    # ---- cached look-ups ---------------------------------------------------------------------------------------

    @property
    def CACHED_FIELDS(self):  # noqa: N802 - addons extend it by this name
        """Fields whose values are kept outside of a transaction."""
        return CACHED_FIELDS

    def _get_data(self, **kwargs):
        """Return the active language with one value, such as `code="en_US"`; a false one when there is none."""
        ((name, value),) = kwargs.items()
        return self._get_active_by(name)[value]

    def _lang_get(self, code):
        """Return the record of the active language with that code."""
        return self.browse(self._get_data(code=code).id or ())

    def _get_code(self, code):
        """Return `code` when that language is active, else False."""
        return self._get_data(code=code).code

    @api.model
    def get_installed(self):
        """Return `[(code, name)]` of the active languages, by name."""
        return [(code, data.name) for code, data in self._get_active_by("code").items()]

    @ormcache("field", cache="stable")
    def _get_active_by(self, field):
        """Return the active languages by one of their cached fields, sorted by name."""
        if field not in CACHED_FIELDS:
            raise ValueError(f"res.lang.{field} is not kept in the cache: take one of {', '.join(CACHED_FIELDS)}")
        langs = self.sudo().with_context(active_test=True).search_fetch([], list(CACHED_FIELDS - {"id"}), order="name")
        return LangDataDict(
            {
                lang[field]: LangData({name: lang.id if name == "id" else lang[name] for name in CACHED_FIELDS})
                for lang in langs
            }
        )

    # ---- create and write --------------------------------------------------------------------------------------

    def toggle_active(self):
        super().toggle_active()
        for lang in self.filtered("active"):
            lang._load_translations()

    def action_unarchive(self):
        """Activate, and load the translations of the installed addons."""
        activated = self.filtered(lambda lang: not lang.active)
        result = super().action_unarchive()
        for lang in activated:
            lang._load_translations()
        return result

    def _load_translations(self):
        modules = self.env["ir.module.module"].sudo().search([("state", "=", "installed")])
        modules._update_translations([self.code])

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache("stable")
        prepared = []
        for vals in vals_list:
            vals = dict(vals)
            if not vals.get("url_code"):
                vals["url_code"] = vals.get("iso_code") or vals["code"]
            prepared.append(vals)
        return super().create(prepared)

    def write(self, vals):
        if "code" in vals and any(code != vals["code"] for code in self.mapped("code")):
            raise UserError(self.env._("The code of a language cannot change: translations are stored under it."))
        if vals.get("active") is False:
            self._check_may_archive()
        result = super().write(vals)
        if vals.get("active") is False:
            # nobody should start with a language that is gone
            self.env["ir.default"].discard_values("res.partner", "lang", self.mapped("code"))
        self.env.flush_all()
        self.env.registry.clear_cache("stable")
        return result

    def _check_may_archive(self):
        codes = self.mapped("code")
        if self.env["res.users"].with_context(active_test=True).sudo().search_count([("lang", "in", codes)], limit=1):
            raise UserError(self.env._("Users work in this language: give them another one first."))
        if self.env["res.partner"].with_context(active_test=True).sudo().search_count([("lang", "in", codes)], limit=1):
            raise UserError(self.env._("Contacts have this language: give them another one first."))

    @api.ondelete(at_uninstall=True)
    def _unlink_except_default_lang(self):
        for lang in self:
            if lang.code == "en_US":
                raise UserError(self.env._("English (US) cannot be deleted: every text is written in it first."))
            if self.env.context.get("lang") == lang.code:
                raise UserError(self.env._("You work in %s: choose another language first.", lang.name))
            if lang.active:
                raise UserError(self.env._("%s is active: archive it first.", lang.name))

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache("stable")
        return result

    def copy_data(self, default=None):
        default = dict(default or {})
        vals_list = super().copy_data(default=default)
        for lang, vals in zip(self, vals_list, strict=True):
            for name in ("name", "code", "url_code"):
                if name not in default:
                    vals[name] = self.env._("%s (copy)", lang[name])
        return vals_list

    # ---- numbers -----------------------------------------------------------------------------------------------

    def format(self, percent, value, grouping=False):
        """Return a number as this language writes it.

        :param percent: a format of the `%` operator, such as `%.2f`
        :param grouping: separate the thousands
        """
        self.ensure_one()
        if not percent.startswith("%"):
            raise ValueError(f"res.lang.format: {percent!r} is no format of one number, such as '%.2f'")
        formatted = percent % value
        data = self._get_data(id=self.id)
        if not data:
            raise UserError(self.env._("The language %s is not active.", self.name))
        decimal_point = data.decimal_point
        if percent[-1] in "eEfFgG":
            parts = formatted.split(".")
            if grouping:
                parts[0] = intersperse(parts[0], json.loads(data.grouping), data.thousands_sep or "")[0]
            return decimal_point.join(parts)
        if percent[-1] in "diu" and grouping:
            return intersperse(formatted, json.loads(data.grouping), data.thousands_sep or "")[0]
        return formatted

    def action_activate_langs(self):
        """Activate these languages, and say so."""
        self.action_unarchive()
        message = self.env._("%s can be used now.", ", ".join(self.mapped("name")))
        return {
            "type": "ir.actions.client",
            "target": "new",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "sticky": False,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
