"""How values of fields are shown in templates: a converter for each kind, `ir.qweb.field.<kind>`."""

import base64
import datetime as dt
from collections import OrderedDict

import babel.dates
from markupsafe import Markup, escape

from trivium import _, api, fields, models
from trivium.rendering.qweb.runtime import attributes as html_attributes
from trivium.tools.dates import format_date, format_datetime, format_time
from trivium.tools.float_utils import float_round
from trivium.tools.i18n import babel_locale_parse, get_lang
from trivium.tools.mimetypes import guess_mimetype
from trivium.tools.numbers import localize_number
from trivium.tools.text import format_duration

WORD_JOINER = "\N{ZERO WIDTH NO-BREAK SPACE}"

TIMEDELTA_UNITS = (
    ("year", "year", 3600 * 24 * 365),
    ("month", "month", 3600 * 24 * 30),
    ("week", "week", 3600 * 24 * 7),
    ("day", "day", 3600 * 24),
    ("hour", "hour", 3600),
    ("minute", "minute", 60),
    ("second", "second", 1),
)


def nl2br(string):
    """Return a text as markup, with line breaks as elements."""
    return escape(string).replace("\n", Markup("<br>\n"))


def nl2br_enclose(string, enclosure_tag="div"):
    """Return a text as markup inside of an element, with line breaks as elements."""
    return Markup("<{tag}>{text}</{tag}>").format(tag=enclosure_tag, text=nl2br(string))


class IrQwebField(models.AbstractModel):
    """Shows any value as text."""

    _name = "ir.qweb.field"
    _description = "Qweb Field"

    @api.model
    def get_available_options(self):
        """Return the options of the converter by name, each with `type`, `string` and so on."""
        return {}

    @api.private
    @api.model
    def attributes(self, record, field_name, options, values=None):
        """Return the attributes by which an editor finds the field again; none where nothing is edited."""
        data = OrderedDict()
        if options.get("inherit_branding") or options.get("translate"):
            field = record._fields[field_name]
            data["data-oe-model"] = record._name
            data["data-oe-id"] = record.id
            data["data-oe-field"] = field.name
            data["data-oe-type"] = options.get("type")
            data["data-oe-expression"] = options.get("expression")
            if field.readonly:
                data["data-oe-readonly"] = 1
        return data

    @api.private
    @api.model
    def value_to_html(self, value, options):
        """Return a value as markup."""
        return escape(str(value))

    @api.private
    @api.model
    def record_to_html(self, record, field_name, options):
        """Return the value of a record's field as markup, False where it has none."""
        if not record:
            return False
        value = record.with_context(**self.env.context)[field_name]
        return False if value is False else self.value_to_html(value, options)

    @api.private
    @api.model
    def user_lang(self):
        """Return the language in which values are shown."""
        return get_lang(self.env)

    def _number(self, text):
        return escape(localize_number(text, self.user_lang()).replace("-", f"-{WORD_JOINER}"))


class IrQwebFieldInteger(models.AbstractModel):
    """Shows whole numbers with the separators of the language."""

    _name = "ir.qweb.field.integer"
    _description = "Qweb Field Integer"
    _inherit = ["ir.qweb.field"]

    @api.model
    def get_available_options(self):
        return {
            **super().get_available_options(),
            "format_decimalized_number": {
                "type": "boolean",
                "string": _("Short form"),
                "description": _("12k for 12,000"),
            },
            "precision_digits": {"type": "integer", "string": _("Decimals of the short form"), "default_value": 1},
        }

    @api.model
    def value_to_html(self, value, options):
        if options.get("format_decimalized_number"):
            return self._short(value, options.get("precision_digits", 1))
        return self._number(f"{int(value):d}")

    def _short(self, value, digits):
        number = float(value)
        for unit in ("", "k", "M", "G"):
            if abs(number) < 1000 or unit == "G":
                text = f"{number:.{digits}f}" if unit else f"{number:.0f}"
                return self._number(text) + unit
            number /= 1000
        return ""


class IrQwebFieldFloat(models.AbstractModel):
    """Shows numbers with the decimals of their field."""

    _name = "ir.qweb.field.float"
    _description = "Qweb Field Float"
    _inherit = ["ir.qweb.field"]

    @api.model
    def get_available_options(self):
        return {
            **super().get_available_options(),
            "precision": {"type": "integer", "string": _("Decimals")},
            "decimal_precision": {"type": "string", "string": _("Name of a decimal accuracy")},
        }

    @api.model
    def value_to_html(self, value, options):
        digits = options.get("precision")
        if options.get("decimal_precision"):
            digits = self.env["decimal.precision"].precision_get(options["decimal_precision"])
        if digits is None:
            units, _point, decimals = f"{value:f}".partition(".")
            return self._number(f"{units}.{decimals.rstrip('0') or '0'}")
        return self._number(f"{float_round(value, precision_digits=digits):.{digits}f}")

    @api.model
    def record_to_html(self, record, field_name, options):
        if "precision" not in options and "decimal_precision" not in options:
            digits = record._fields[field_name].get_digits(record.env)
            options = {**options, "precision": digits[1] if digits else None}
        return super().record_to_html(record, field_name, options)


class IrQwebFieldDate(models.AbstractModel):
    """Shows dates as the language writes them."""

    _name = "ir.qweb.field.date"
    _description = "Qweb Field Date"
    _inherit = ["ir.qweb.field"]

    @api.model
    def get_available_options(self):
        return {**super().get_available_options(), "format": {"type": "string", "string": _("Date format")}}

    @api.model
    def value_to_html(self, value, options):
        return escape(format_date(self.env, value, date_format=options.get("format") or False))


class IrQwebFieldDatetime(models.AbstractModel):
    """Shows moments in the user's time zone, as the language writes them."""

    _name = "ir.qweb.field.datetime"
    _description = "Qweb Field Datetime"
    _inherit = ["ir.qweb.field"]

    @api.model
    def get_available_options(self):
        return {
            **super().get_available_options(),
            "format": {"type": "string", "string": _("Pattern to format")},
            "tz_name": {"type": "char", "string": _("Timezone")},
            "time_only": {"type": "boolean", "string": _("Display only the time")},
            "hide_seconds": {"type": "boolean", "string": _("Hide seconds")},
            "date_only": {"type": "boolean", "string": _("Display only the date")},
        }

    @api.model
    def value_to_html(self, value, options):
        if not value:
            return ""
        moment = fields.Datetime.to_datetime(value)
        zone = options.get("tz_name") or False
        env = self.with_context(tz=zone).env if zone else self.env
        pattern = options.get("format") or False
        if options.get("date_only"):
            text = format_date(env, moment, date_format=pattern)
        elif options.get("time_only"):
            text = format_time(env, moment, tz=zone, time_format=pattern or self._time_pattern(options))
        elif pattern:
            text = format_datetime(env, moment, tz=zone, dt_format=pattern)
        else:
            shown_time = format_time(env, moment, tz=zone, time_format=self._time_pattern(options))
            text = f"{format_date(env, moment)} {shown_time}"
        return escape(text)

    def _time_pattern(self, options):
        """Return the pattern of the time: the language's own, or without seconds."""
        return "short" if options.get("hide_seconds") else False


class IrQwebFieldTime(models.AbstractModel):
    """Shows a number of hours, or a time, as time of the day."""

    _name = "ir.qweb.field.time"
    _description = "QWeb Field Time"
    _inherit = ["ir.qweb.field"]

    @api.model
    def value_to_html(self, value, options):
        if isinstance(value, (int, float)):
            if value < 0:
                raise ValueError(_("The value (%s) passed should be positive", value))
            minutes = round(value * 60)
            value = dt.time(hour=(minutes // 60) % 24, minute=minutes % 60)
        return escape(format_time(self.env, value, time_format=options.get("format", "short")))


class IrQwebFieldText(models.AbstractModel):
    """Shows texts with their line breaks."""

    _name = "ir.qweb.field.text"
    _description = "Qweb Field Text"
    _inherit = ["ir.qweb.field"]

    @api.model
    def value_to_html(self, value, options):
        return nl2br(value) if value else ""


class IrQwebFieldSelection(models.AbstractModel):
    """Shows the label of a choice."""

    _name = "ir.qweb.field.selection"
    _description = "Qweb Field Selection"
    _inherit = ["ir.qweb.field"]

    @api.model
    def get_available_options(self):
        return {
            **super().get_available_options(),
            "selection": {"type": "selection", "string": _("Selection"), "required": True},
        }

    @api.model
    def value_to_html(self, value, options):
        return escape(str(options["selection"].get(value, value))) if value else ""

    @api.model
    def record_to_html(self, record, field_name, options):
        if "selection" not in options:
            options = {**options, "selection": dict(record._fields[field_name].get_description(self.env)["selection"])}
        return super().record_to_html(record, field_name, options)


class IrQwebFieldMany2one(models.AbstractModel):
    """Shows the name of a record."""

    _name = "ir.qweb.field.many2one"
    _description = "Qweb Field Many to One"
    _inherit = ["ir.qweb.field"]

    @api.model
    def attributes(self, record, field_name, options, values=None):
        data = super().attributes(record, field_name, options, values)
        if options.get("inherit_branding"):
            target = record[field_name]
            data["data-oe-many2one-id"] = target.id
            data["data-oe-many2one-model"] = target._name
        return data

    @api.model
    def value_to_html(self, value, options):
        return nl2br(value.sudo().display_name) if value else False


class IrQwebFieldMany2many(models.AbstractModel):
    """Shows the names of records."""

    _name = "ir.qweb.field.many2many"
    _description = "Qweb field many2many"
    _inherit = ["ir.qweb.field"]

    @api.model
    def value_to_html(self, value, options):
        return nl2br(", ".join(value.sudo().mapped("display_name"))) if value else False


class IrQwebFieldOne2many(models.AbstractModel):
    """Shows the names of records."""

    _name = "ir.qweb.field.one2many"
    _description = "Qweb Field One to Many"
    _inherit = ["ir.qweb.field.many2many"]


class IrQwebFieldHtml(models.AbstractModel):
    """Shows HTML as it is: it was sanitised when it was stored."""

    _name = "ir.qweb.field.html"
    _description = "Qweb Field HTML"
    _inherit = ["ir.qweb.field"]

    @api.model
    def value_to_html(self, value, options):
        return Markup(value)  # noqa: S704 - fields of this kind are sanitised when they are written


class IrQwebFieldImage(models.AbstractModel):
    """Shows a picture."""

    _name = "ir.qweb.field.image"
    _description = "Qweb Field Image"
    _inherit = ["ir.qweb.field"]

    def _image(self, source, options):
        attributes = {
            "src": source,
            **{key: options[key] for key in ("class", "style", "alt", "width", "height") if options.get(key)},
        }
        # names and values are checked and escaped by the function
        return Markup(f"<img{html_attributes(attributes)}/>")  # noqa: S704 - see above

    @api.model
    def value_to_html(self, value, options):
        data = base64.b64decode(value)
        kind = guess_mimetype(data)
        if not kind.startswith("image/"):
            raise ValueError(_("Non-image binary fields can not be converted to HTML"))
        return self._image(f"data:{kind};base64,{base64.b64encode(data).decode()}", options)


class IrQwebFieldImage_Url(models.AbstractModel):
    """Shows the picture at a URL."""

    _name = "ir.qweb.field.image_url"
    _description = "Qweb Field Image"
    _inherit = ["ir.qweb.field.image"]

    @api.model
    def value_to_html(self, value, options):
        return self._image(value, options)


class IrQwebFieldMonetary(models.AbstractModel):
    """Shows an amount with the symbol of its currency."""

    _name = "ir.qweb.field.monetary"
    _description = "Qweb Field Monetary"
    _inherit = ["ir.qweb.field"]

    @api.model
    def get_available_options(self):
        return {
            **super().get_available_options(),
            "from_currency": {"type": "model", "params": "res.currency", "string": _("Original currency")},
            "display_currency": {
                "type": "model",
                "params": "res.currency",
                "string": _("Display currency"),
                "required": "value_to_html",
            },
            "date": {"type": "date", "string": _("Date")},
            "company_id": {"type": "model", "params": "res.company", "string": _("Company")},
        }

    @api.model
    def value_to_html(self, value, options):
        if not isinstance(value, (int, float)):
            raise ValueError(_("The value send to monetary field is not a number."))  # noqa: TRY004 - data, not a type
        currency = options["display_currency"]
        if options.get("from_currency"):
            company = options["company_id"] if options.get("company_id") else self.env.company
            date = options.get("date") or fields.Date.today()
            value = options["from_currency"]._convert(value, currency, company, date)
        digits = options.get("decimal_places", currency.decimal_places)
        amount = self._number(f"{float_round(value, precision_digits=digits):.{digits}f}")
        if options.get("label_price"):
            point = self.user_lang().decimal_point
            units, separator, decimals = amount.partition(point)
            amount = Markup('{}{}<span style="font-size:0.5em">{}</span>').format(units, separator, decimals)
        shown = Markup('<span class="oe_currency_value">{}</span>').format(amount)
        symbol = currency.symbol or ""
        parts = (symbol, shown) if currency.position == "before" else (shown, symbol)
        return Markup("{}\N{NO-BREAK SPACE}{}").format(*parts)

    @api.model
    def record_to_html(self, record, field_name, options):
        options = dict(options)
        field = record._fields[field_name]
        if not options.get("display_currency"):
            if field.type == "monetary" and field.get_currency_field(record):
                options["display_currency"] = record[field.get_currency_field(record)]
            else:
                # numbers of other kinds: the currency that the model has, or the company's
                name = next((f.name for f in record._fields.values() if f.comodel_name == "res.currency"), None)
                options["display_currency"] = record[name] if name else self.env.company.currency_id
        if "date" not in options:
            options["date"] = record.env.context.get("date")
        if "company_id" not in options:
            options["company_id"] = record.env.company
        return super().record_to_html(record, field_name, options)


class IrQwebFieldFloat_Time(models.AbstractModel):
    """Shows a number of hours as hours and minutes."""

    _name = "ir.qweb.field.float_time"
    _description = "Qweb Field Float Time"
    _inherit = ["ir.qweb.field"]

    @api.model
    def value_to_html(self, value, options):
        return escape(format_duration(value))


class IrQwebFieldDuration(models.AbstractModel):
    """Shows a length of time in words, or as digits."""

    _name = "ir.qweb.field.duration"
    _description = "Qweb Field Duration"
    _inherit = ["ir.qweb.field"]

    @api.model
    def get_available_options(self):
        units = [(name, label) for name, label, _seconds in reversed(TIMEDELTA_UNITS)]
        return {
            **super().get_available_options(),
            "digital": {"type": "boolean", "string": _("Digital formatting")},
            "unit": {"type": "selection", "params": units, "string": _("Date unit"), "default_value": "second"},
            "round": {"type": "selection", "params": units, "string": _("Rounding unit"), "default_value": "second"},
            "format": {
                "type": "selection",
                "params": [("long", _("Long")), ("short", _("Short")), ("narrow", _("Narrow"))],
                "string": _("Format"),
                "default_value": "long",
            },
            "add_direction": {"type": "boolean", "string": _("Add direction")},
        }

    @api.model
    def value_to_html(self, value, options):
        seconds_of = {name: seconds for name, _label, seconds in TIMEDELTA_UNITS}
        round_to = seconds_of[options.get("round", "second")]
        total = round(value * seconds_of[options.get("unit", "second")] / round_to) * round_to
        sign = "-" if total < 0 else ""
        if options.get("digital"):
            return escape(self._digital(abs(total), sign, round_to))
        locale = babel_locale_parse(self.user_lang().code)
        style = options.get("format", "long")
        sections = []
        rest = abs(total)
        for _name, _label, seconds in TIMEDELTA_UNITS:
            count, rest = divmod(rest, seconds)
            if not count:
                continue
            text = babel.dates.format_timedelta(
                count * seconds,
                granularity=options.get("round", "second"),
                threshold=1,
                add_direction=bool(options.get("add_direction")) and not sections,
                format=style,
                locale=locale,
            )
            sections.append(text)
        if not sections:
            sections.append(
                babel.dates.format_timedelta(0, granularity=options.get("round", "second"), format=style, locale=locale)
            )
        return escape(sign + " ".join(sections))

    def _digital(self, total, sign, round_to):
        hours, rest = divmod(int(total), 3600)
        minutes, seconds = divmod(rest, 60)
        parts = [hours, minutes] if round_to > 1 else [hours, minutes, seconds]
        return sign + ":".join(f"{part:02d}" for part in parts)


class IrQwebFieldRelative(models.AbstractModel):
    """Shows how long ago, or ahead, a moment is."""

    _name = "ir.qweb.field.relative"
    _description = "Qweb Field Relative"
    _inherit = ["ir.qweb.field"]

    @api.model
    def get_available_options(self):
        return {
            **super().get_available_options(),
            "now": {"type": "datetime", "string": _("Reference date")},
        }

    @api.model
    def value_to_html(self, value, options):
        moment = fields.Datetime.to_datetime(value)
        reference = fields.Datetime.to_datetime(options.get("now")) or fields.Datetime.now()
        locale = babel_locale_parse(self.user_lang().code)
        return escape(babel.dates.format_timedelta(moment - reference, add_direction=True, locale=locale))

    @api.model
    def record_to_html(self, record, field_name, options):
        if "now" not in options:
            options = {**options, "now": fields.Datetime.now()}
        return super().record_to_html(record, field_name, options)


class IrQwebFieldBarcode(models.AbstractModel):
    """Shows a barcode as a picture."""

    _name = "ir.qweb.field.barcode"
    _description = "Qweb Field Barcode"
    _inherit = ["ir.qweb.field"]

    @api.model
    def get_available_options(self):
        return {
            **super().get_available_options(),
            "symbology": {"type": "string", "string": _("Barcode symbology"), "default_value": "Code128"},
            "width": {"type": "integer", "string": _("Width"), "default_value": 600},
            "height": {"type": "integer", "string": _("Height"), "default_value": 100},
            "humanreadable": {"type": "integer", "string": _("Human Readable"), "default_value": 0},
            "quiet": {"type": "integer", "string": "Quiet", "default_value": 1},
            "mask": {"type": "string", "string": "Mask", "default_value": ""},
        }

    @api.model
    def value_to_html(self, value, options=None):
        if not value:
            return ""
        options = options or {}
        image_options = {
            key: options[key] for key in ("width", "height", "humanreadable", "quiet", "mask") if key in options
        }
        picture = self.env["ir.actions.report"].barcode(options.get("symbology", "Code128"), value, **image_options)
        alt = options.get("img_alt", _("Barcode %s", value))
        extra = {key[4:]: option for key, option in options.items() if key.startswith("img_") and key != "img_alt"}
        attributes = {**extra, "alt": alt, "src": f"data:image/png;base64,{base64.b64encode(picture).decode()}"}
        # names and values are checked and escaped by the function
        return Markup(f"<img{html_attributes(attributes)}/>")  # noqa: S704 - see above


class IrQwebFieldContact(models.AbstractModel):
    """Shows a partner: name, address, phone and so on."""

    _name = "ir.qweb.field.contact"
    _description = "Qweb Field Contact"
    _inherit = ["ir.qweb.field.many2one"]

    @api.model
    def get_available_options(self):
        choices = [
            ("name", _("Name")),
            ("address", _("Address")),
            ("phone", _("Phone")),
            ("email", _("Email")),
            ("website", _("Website")),
            ("vat", _("VAT")),
        ]
        return {
            **super().get_available_options(),
            "fields": {
                "type": "array",
                "params": {"type": "selection", "params": choices},
                "string": _("Displayed fields"),
            },
            "separator": {"type": "string", "string": _("Address separator")},
            "no_marker": {"type": "boolean", "string": _("Hide badges")},
            "no_tag_br": {"type": "boolean", "string": _("Use comma")},
            "phone_icons": {"type": "boolean", "string": _("Display phone icons")},
            "country_image": {"type": "boolean", "string": _("Display country image")},
        }

    @api.model
    def value_to_html(self, value, options):
        """Render the template `base.contact`, which addons extend; without a contact, `base.no_contact`."""
        if not value:
            text = options.get("null_text")
            return self.env["ir.qweb"]._render("base.no_contact", {"null_text": text}) if isinstance(text, str) else ""
        partner = value.sudo().with_context(show_address=False)
        text = partner._display_address(without_company=True)
        return self.env["ir.qweb"]._render(
            "base.contact",
            {
                "object": partner,
                "options": options,
                "fields": options.get("fields") or ["name", "address", "phone", "email"],
                "separator": options.get("separator") or (", " if options.get("no_tag_br") else Markup("<br/>")),
                "name": partner.display_name,
                "address": [line.strip() for line in text.splitlines() if line.strip()],
                "phone": partner.phone,
                "email": partner.email,
                "website": partner.website,
                "vat": partner.vat,
                "vat_label": partner.vat_label,
            },
        )


class IrQwebFieldQweb(models.AbstractModel):
    """Shows the result of the template that a field refers to."""

    _name = "ir.qweb.field.qweb"
    _description = "Qweb Field qweb"
    _inherit = ["ir.qweb.field.many2one"]

    @api.model
    def record_to_html(self, record, field_name, options):
        view = record[field_name]
        if not view:
            return ""
        if view._name != "ir.ui.view":
            raise ValueError(
                _("The field %(field)s refers to %(model)s, not to a view", field=field_name, model=view._name)
            )
        return self.env["ir.qweb"]._render(view.id, options.get("values", {}))
