"""Making a database ready for use: created, set up with addons, language, country and the administrator's login."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from trivium.data import databases
from trivium.exceptions import UserError
from trivium.modules.graph import ModuleGraph
from trivium.modules.lifecycle.requests import Progress, log_progress
from trivium.orm.environment import Environment
from trivium.orm.registry import Registry
from trivium.orm.utils import SUPERUSER_ID
from trivium.tools.audit import setting_up
from trivium.tools.config import config
from trivium.tools.loopback import is_loopback

__all__ = ["KNOWN_PASSWORD", "NewDatabase", "first_password", "random_password"]

KNOWN_PASSWORD = "admin"  # noqa: S105 - of demo databases, and good on this machine alone


def random_password() -> str:
    """Return a password of 96 random bits."""
    return secrets.token_urlsafe(12)


def first_password(*, demo: bool) -> str:
    """Return a password for the administrator of a new database.

    Args:
        demo: whether the database is one to try things in; then, while the server listens to this machine alone, it
            is the password that everybody knows.
    """
    interface = str(config.get("http_interface") or "127.0.0.1")
    return KNOWN_PASSWORD if demo and is_loopback(interface) else random_password()


@dataclass(slots=True)
class NewDatabase:
    """A database to make.

    Attributes:
        name: its name.
        modules: addons to install; `base` is always among them.
        demo: whether they get their demo data.
        language: code as `fr_FR` of the administrator's language.
        country: code as `BE` of the company's country, empty for none.
        login: login of the administrator.
        password: password of the administrator; empty for one that is chosen here, see `first_password`.
        phone: phone number of the company.
        made_up: whether the password was made up: its user has to choose another one at the first login.
        progress: told of each addon.
    """

    name: str
    modules: Sequence[str] = ("base",)
    demo: bool = False
    language: str = "en_US"
    country: str = ""
    login: str = "admin"
    password: str = ""
    phone: str = ""
    progress: Progress = field(default=log_progress)
    made_up: bool = field(init=False)

    def __post_init__(self) -> None:
        """Choose a password where none is given."""
        given = self.password
        self.password = given or first_password(demo=self.demo)
        self.made_up = not given and self.password != KNOWN_PASSWORD

    def create(self, **options: Any) -> Registry:
        """Create the database and set it up; it is dropped again when that fails.

        Args:
            options: further attributes of the loader's `Request`.

        Raises:
            DatabaseExistsError: there is one of that name.
            ModuleError, DataFileError: something is wrong with an addon.
        """
        ModuleGraph(None).extend(["base", *self.modules])  # wrong names are found before anything is made
        databases.create(self.name, str(config.get("db_template") or "template0"))
        try:
            return self.initialize(**options)
        except BaseException:
            # an unfinished database is of no use to anyone, and its name would be taken
            Registry.signaling.stop(self.name)
            Registry.delete(self.name)
            databases.drop(self.name)
            raise

    def initialize(self, **options: Any) -> Registry:
        """Set up the database, which exists and is empty."""
        registry = Registry.new(
            self.name,
            update_module=True,
            install_modules=tuple(self.modules),
            new_db_demo=self.demo,
            progress=self.progress,
            **options,
        )
        with setting_up(), registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            self._personalise(env)
            env.flush_all()
        return registry

    def _personalise(self, env: Any) -> None:
        """Give company and administrator what was asked for."""
        if self.language and self.language != "en_US":
            env["res.lang"]._activate_lang(self.language)
            env["ir.module.module"]._update_translations([self.language])
        company = env.ref("base.main_company")
        if self.country:
            country = env["res.country"].search([("code", "=", self.country.upper())], limit=1)
            if not country:
                raise UserError(f"There is no country with code {self.country!r}; use two letters as in BE, FR or US.")
            company.write({"country_id": country.id, "currency_id": country.currency_id.id or company.currency_id.id})
        if self.phone:
            company.phone = self.phone
        values = {"login": self.login, "password": self.password}
        if self.language:
            values["lang"] = self.language
        admin = env.ref("base.user_admin")
        admin.write(values)
        if self.made_up:
            env["ir.config_parameter"].set_param("base.first_password_user", admin.id)
