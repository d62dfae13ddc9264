"""Countries, states, currencies and their rates, languages, banks: data and behaviour."""

import pytest

from trivium.addons.base.models.res_bank import sanitize_account_number
from trivium.addons.base.models.res_country import NO_FLAG_COUNTRIES
from trivium.addons.base.models.res_lang import intersperse, split
from trivium.exceptions import UserError
from trivium.rendering.assets import libraries


def test_the_data_of_countries(env):
    countries = env["res.country"].search([])
    assert len(countries) > 245
    belgium = env.ref("base.be")
    assert (belgium.name, belgium.code, belgium.phone_code) == ("Belgium", "BE", 32)
    assert belgium.currency_id == env.ref("base.EUR")
    assert belgium.country_group_codes == ["EU", "EU_PREFIX", "SEPA"] or "EU" in belgium.country_group_codes
    assert env.ref("base.jp").name_position == "after"
    assert env.ref("base.us").state_required
    assert env.ref("base.us").zip_required
    assert env.ref("base.state_us_5").code == "CA"
    assert env.ref("base.uk").code == "GB"
    assert not countries.filtered(lambda country: "%(" not in country.address_format)


def test_countries_and_languages_show_a_flag_that_is_served(env):
    belgium = env.ref("base.be")
    assert belgium.image_url == "/web/lib/flag-icons/flags/4x3/be.svg"
    assert env.ref("base.re").image_url == env.ref("base.fr").image_url  # Réunion flies that of France
    countries = env["res.country"].search([])
    assert set(countries.filtered(lambda country: not country.image_url).mapped("code")) <= {*NO_FLAG_COUNTRIES}
    assert env.ref("base.lang_fr").flag_image_url.endswith("/fr.svg")
    for url in set(countries.mapped("image_url")) - {False}:
        assert libraries.serve_path(url.removeprefix(libraries.URL)).read_bytes().startswith(b"<svg")


def test_a_code_comes_before_names(env):
    found = env["res.country"].name_search("be")
    assert found[0] == (env.ref("base.be").id, "Belgium")
    states = env["res.country.state"].name_search("CA")
    assert env.ref("base.state_us_5").id in [record for record, _name in states[:5]]
    assert env.ref("base.state_us_5").display_name == "California (US)"
    shown = env["res.country.state"].search([("display_name", "=", "California (US)")])
    assert shown == env.ref("base.state_us_5")


def test_a_country_is_checked(env):
    created = env["res.country"].create({"name": "Nowhere", "code": "qq"})
    assert created.code == "QQ"
    with pytest.raises(UserError, match="not right at"), env.cr.savepoint():
        created.address_format = "%(street)s %(planet)s"
    assert env.ref("base.be").get_address_fields()[:2] == ["street", "street2"]


# ---- currencies


def test_the_data_of_currencies(env):
    assert set(env["res.currency"].search([]).mapped("name")) == {"EUR", "USD"}
    yen = env.ref("base.JPY")
    assert (yen.decimal_places, yen.rounding, yen.symbol) == (0, 1.0, "￥") or yen.decimal_places == 0
    assert env.ref("base.KWD").decimal_places == 3
    assert env.ref("base.EUR").symbol == "€"


def test_amounts_are_rounded_to_what_a_currency_has(env):
    euro = env.ref("base.EUR")
    assert euro.round(1.005) == 1.01
    assert euro.is_zero(0.004)
    assert not euro.is_zero(0.005)
    assert euro.compare_amounts(1.0, 1.004) == 0
    assert env.ref("base.JPY").round(10.5) == 11.0
    assert euro.amount_to_text(1234.5) == "One Thousand, Two Hundred And Thirty-Four Euros and Fifty Cents"


def test_amounts_are_converted_at_the_rate_of_the_day(env):
    euro, dollar = env.ref("base.EUR"), env.ref("base.USD")
    company = env.company
    env["res.currency.rate"].create(
        [
            {"currency_id": dollar.id, "name": "2026-01-01", "rate": 1.1, "company_id": company.id},
            {"currency_id": dollar.id, "name": "2026-02-01", "rate": 1.2, "company_id": company.id},
        ]
    )
    assert euro._convert(100, dollar, company, "2026-01-15") == pytest.approx(110)
    assert euro._convert(100, dollar, company, "2026-02-15") == pytest.approx(120)
    assert dollar._convert(120, euro, company, "2026-02-15") == pytest.approx(100)
    assert euro._convert(100, dollar, company, "2020-01-01") == pytest.approx(110)
    assert euro._convert(0, dollar, company, "2026-02-15") == 0.0
    assert euro._convert(5, euro, company, "2026-02-15") == 5


def test_a_rate_can_be_said_in_three_ways(env):
    dollar = env.ref("base.USD")
    rate = env["res.currency.rate"].create({"currency_id": dollar.id, "name": "2026-01-01", "company_rate": 2.0})
    assert (rate.rate, rate.inverse_company_rate) == (2.0, 0.5)
    rate.inverse_company_rate = 0.25
    assert (rate.rate, rate.company_rate) == (4.0, 4.0)
    dollar.invalidate_recordset()
    assert dollar.with_context(date="2026-01-01").rate == 4.0


def test_the_currency_of_a_company_stays_active(env):
    with pytest.raises(UserError, match="currency of"), env.cr.savepoint():
        env.ref("base.EUR").active = False


def test_a_second_currency_shows_currencies_to_everybody(env):
    group = env.ref("base.group_multi_currency")
    env.ref("base.USD").active = False
    assert group not in env.ref("base.group_user").all_implied_ids
    env.ref("base.USD").active = True
    assert group in env.ref("base.group_user").all_implied_ids


def test_what_the_client_knows_of_currencies(env):
    euro = env.ref("base.EUR")
    known = env["res.currency"].get_all_currencies()[euro.id]
    assert known == {"name": "EUR", "symbol": "€", "position": euro.position, "digits": [69, 2]}


# ---- languages


def test_the_data_of_languages(env):
    languages = env["res.lang"].with_context(active_test=False).search([])
    assert len(languages) == 92
    french = env.ref("base.lang_fr")
    assert (french.code, french.iso_code, french.url_code, french.date_format) == ("fr_FR", "fr", "fr", "%d/%m/%Y")
    assert (french.decimal_point, french.thousands_sep, french.week_start) == (",", "\xa0", "1")
    assert env.ref("base.lang_ar").direction == "rtl"
    assert env.ref("base.lang_hi_IN").grouping == "[3,2,0]"
    assert env["res.lang"].get_installed() == [("en_US", "English (US)")]


def test_numbers_as_languages_write_them(env):
    english = env.ref("base.lang_en")
    assert english.format("%.2f", 1234567.891, grouping=True) == "1,234,567.89"
    assert english.format("%d", 1234567, grouping=True) == "1,234,567"
    assert english.format("%.2f", 1234.5) == "1234.50"
    with pytest.raises(ValueError, match="no format of one number"):
        english.format("2f", 1)
    with pytest.raises(UserError, match="not active"):
        env.ref("base.lang_fr").format("%.2f", 1)
    env.ref("base.lang_fr").active = True
    assert env.ref("base.lang_fr").format("%.2f", 1234567.891, grouping=True) == "1\xa0234\xa0567,89"


def test_digits_are_grouped_from_the_right():
    assert intersperse("1234567.89", [3, 0], ",") == ("1,234,567.89", 2)
    assert intersperse("-1234567", [3, 2, 0], ",") == ("-12,34,567", 2)
    assert intersperse("abc", [3, 0], ",") == ("abc", 0)
    assert split("123456789", [3, -1]) == ["123", "456789"]


def test_a_language_in_use_stays_active(env):
    with pytest.raises(UserError, match="Users work in"), env.cr.savepoint():
        env.ref("base.lang_en").active = False
    french = env.ref("base.lang_fr")
    french.active = True
    env["res.partner"].create({"name": "F", "lang": "fr_FR"})
    with pytest.raises(UserError, match="Contacts have"), env.cr.savepoint():
        french.active = False
    with pytest.raises(UserError, match="is active"), env.cr.savepoint():
        french.unlink()
    with pytest.raises(UserError, match="cannot change"), env.cr.savepoint():
        french.code = "fr_XX"


def test_a_language_that_nobody_listed_is_made_of_locale_data(env):
    scottish = env["res.lang"]._create_lang("gd_GB")
    assert scottish.active
    assert scottish.name == "Scottish Gaelic (United Kingdom)"
    with pytest.raises(UserError, match="no code of a language"):
        env["res.lang"]._create_lang("??")


# ---- banks


def test_account_numbers_are_compared_without_spaces(env):
    partner = env["res.partner"].create({"name": "P"})
    account = env["res.partner.bank"].create({"acc_number": "be71 0961 2345 6769", "partner_id": partner.id})
    assert account.sanitized_acc_number == sanitize_account_number("BE71-0961-2345-6769") == "BE71096123456769"
    assert env["res.partner.bank"].search([("acc_number", "=", "BE71096123456769")]) == account
    assert env["res.partner.bank"].search([("acc_number", "ilike", "0961 23")]) == account
    assert account.acc_holder_name == "P"
    draft = env["res.partner.bank"].new({"acc_number": "BE71 0961 2345 6760"})
    assert "check digits are wrong" in draft._onchange_acc_number_iban()["warning"]["message"]
    assert account._onchange_acc_number_iban() is None


def test_a_deleted_account_is_archived(env):
    partner = env["res.partner"].create({"name": "P"})
    account = env["res.partner.bank"].create({"acc_number": "123", "partner_id": partner.id})
    account.unlink()
    assert account.exists()
    assert not account.active


def test_banks_are_found_by_name_and_by_the_start_of_their_code(env):
    bank = env["res.bank"].create({"name": "Harbourside", "bic": "hbsd be bb"})
    assert (bank.bic, bank.display_name) == ("HBSDBEBB", "Harbourside - HBSDBEBB")
    assert env["res.bank"].name_search("hbsd")[0][0] == bank.id
    assert env["res.bank"].name_search("arbour")[0][0] == bank.id
    assert not env["res.bank"].name_search("DBEBB")
