"""What the tests of addons share: users, and an environment without mails."""

from trivium import Command
from trivium.testing import HttpCase, TransactionCase, new_test_user

from .smtp import MockSmtplibCase

DISABLED_MAIL_CONTEXT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
}


class BaseCommon(TransactionCase):
    """Tests without mails and tracking, with a partner, a currency and helpers to make users and companies."""

    __test__ = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env["base"].with_context(**cls.default_env_context()).env
        independent_user = cls.setup_independent_user()
        if independent_user:
            cls.env = cls.env(user=independent_user)
            cls.user = cls.env.user
        independent_company = cls.setup_independent_company()
        if independent_company:
            cls.env.user.company_id = independent_company
            cls.env.user.company_ids = [Command.set(independent_company.ids)]
        cls.currency = cls.env.company.currency_id
        cls.partner = cls.env["res.partner"].create({"name": "Test Partner"})
        cls.group_portal = cls.env.ref("base.group_portal")
        cls.group_user = cls.env.ref("base.group_user")
        cls.group_system = cls.env.ref("base.group_system")

    @classmethod
    def default_env_context(cls):
        """Return the context of the tests: no mails, nothing tracked."""
        return dict(DISABLED_MAIL_CONTEXT)

    @classmethod
    def setup_other_currency(cls, code, **kwargs):
        """Return a currency, active; further values as for `create`, `rates` as pairs of date and rate."""
        rates = kwargs.pop("rates", [])
        currency = cls._enable_currency(code)
        currency.rate_ids.unlink()
        if kwargs:
            currency.write(kwargs)
        cls.env["res.currency.rate"].create(
            [{"name": date, "rate": rate, "currency_id": currency.id} for date, rate in rates]
        )
        return currency

    @classmethod
    def setup_main_company(cls, currency_code="USD"):
        """Return the company of the tests with that currency."""
        cls._use_currency(currency_code)
        return cls.env.company

    @classmethod
    def setup_independent_company(cls, **kwargs):  # noqa: ARG003 - values of the company, for those who make one
        """Return a company for these tests alone; none by default: a hook."""
        return

    @classmethod
    def setup_independent_user(cls):
        """Return a user for these tests alone; none by default: a hook."""
        return

    @classmethod
    def _create_partner(cls, **create_values):
        return cls.env["res.partner"].create({"name": "Test Partner", "company_id": False, **create_values})

    @classmethod
    def _create_company(cls, **create_values):
        company = cls.env["res.company"].create(create_values)
        cls.env.user.company_ids = [Command.link(company.id)]
        return company

    @classmethod
    def _create_new_internal_user(cls, **kwargs):
        return new_test_user(cls.env, **({"login": "internal_user", "groups": "base.group_user"} | kwargs))

    @classmethod
    def _create_new_portal_user(cls, **kwargs):
        return new_test_user(cls.env, **({"login": "portal_user", "groups": "base.group_portal"} | kwargs))

    @classmethod
    def quick_ref(cls, xmlid):
        """Return a record by its external id, without reading it."""
        model, res_id = cls.env["ir.model.data"]._xmlid_to_res_model_res_id(xmlid)
        return cls.env[model].browse(res_id)

    @classmethod
    def _use_currency(cls, currency_code):
        currency = cls._enable_currency(currency_code)
        cls.env.company.currency_id = currency
        return currency

    @classmethod
    def _enable_currency(cls, currency_code):
        currency = cls._find_currency(currency_code.upper())
        currency.action_unarchive()
        return currency

    @classmethod
    def _find_currency(cls, code):
        return cls.env["res.currency"].with_context(active_test=False).search([("name", "=", code)], limit=1)

    @classmethod
    def _enable_feature(cls, user, feature_xmlid):
        user.group_ids += cls.env.ref(feature_xmlid)


class UserCommon(BaseCommon):
    """Tests with users of the usual kinds."""

    __test__ = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_internal = cls._create_new_internal_user(login="user_internal")
        cls.user_portal = cls._create_new_portal_user(login="user_portal")
        cls.user_public = cls.env.ref("base.public_user")


def _demo_user(env):
    """Return the demo user, made where there is no demo data."""
    user = env["res.users"].search([("login", "=", "demo")], limit=1)
    if user:
        return user
    partner = env["res.partner"].create({"name": "Demo User", "email": "demo@example.com"})
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "login": "demo",
                "password": "demo",
                "partner_id": partner.id,
                "group_ids": [Command.set([env.ref("base.group_user").id, env.ref("base.group_partner_manager").id])],
            }
        )
    )


def _portal_user(env):
    """Return the portal user, made where there is no demo data."""
    user = env["res.users"].search([("login", "=", "portal")], limit=1)
    if user:
        return user
    partner = env["res.partner"].create({"name": "Portal User", "email": "portal@example.com"})
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "login": "portal",
                "password": "portal",
                "partner_id": partner.id,
                "group_ids": [Command.set([env.ref("base.group_portal").id])],
            }
        )
    )


class TransactionCaseWithUserDemo(TransactionCase):
    """Tests with the demo user, also where there is no demo data."""

    __test__ = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_demo = _demo_user(cls.env)
        cls.partner_demo = cls.user_demo.partner_id


class HttpCaseWithUserDemo(HttpCase):
    """Tests over HTTP with the demo user, also where there is no demo data."""

    __test__ = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_admin = cls.env.ref("base.user_admin")
        cls.partner_admin = cls.user_admin.partner_id
        cls.user_demo = _demo_user(cls.env)
        cls.partner_demo = cls.user_demo.partner_id


class SavepointCaseWithUserDemo(TransactionCaseWithUserDemo):
    """Tests with the demo user and a few partners."""

    __test__ = False

    @classmethod
    def _load_partners_set(cls):
        """Make a category with two below it, and partners in them."""
        categories = cls.env["res.partner.category"]
        cls.partner_category = categories.create({"name": "Makers"})
        cls.partner_category_child_1, cls.partner_category_child_2 = categories.create(
            [{"name": name, "parent_id": cls.partner_category.id} for name in ("Bakers", "Weavers")]
        )
        cls.partners = cls.env["res.partner"].create(
            [
                {"name": f"{kind.name} {number}", "category_id": [Command.set(kind.ids)]}
                for kind in (cls.partner_category, cls.partner_category_child_1, cls.partner_category_child_2)
                for number in (1, 2)
            ]
        )


class TransactionCaseWithUserPortal(TransactionCase):
    """Tests with the portal user, also where there is no demo data."""

    __test__ = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_portal = _portal_user(cls.env)
        cls.partner_portal = cls.user_portal.partner_id


class HttpCaseWithUserPortal(HttpCase):
    """Tests over HTTP with the portal user, also where there is no demo data."""

    __test__ = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_portal = _portal_user(cls.env)
        cls.partner_portal = cls.user_portal.partner_id


__all__ = [
    "DISABLED_MAIL_CONTEXT",
    "BaseCommon",
    "HttpCaseWithUserDemo",
    "HttpCaseWithUserPortal",
    "MockSmtplibCase",
    "SavepointCaseWithUserDemo",
    "TransactionCaseWithUserDemo",
    "TransactionCaseWithUserPortal",
    "UserCommon",
]
