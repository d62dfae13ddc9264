"""The database manager: pages to choose, make, save and drop databases, behind the master password."""

import re
import tempfile
from datetime import UTC, datetime

from werkzeug.datastructures import FileStorage

from trivium import http
from trivium.data.errors import DataError
from trivium.exceptions import AccessDenied, UserError
from trivium.http import content_disposition, dispatch_rpc, request
from trivium.http.databases import db_list
from trivium.http.security.headers import new_nonce, page_policy
from trivium.http.service import db as db_service
from trivium.http.service.managerpage import ManagerPage
from trivium.http.service.pages import selector_page

BACKUP_FORMATS = ("zip", "dump")
DBNAME_PATTERN = "^[a-zA-Z0-9][a-zA-Z0-9_.-]+$"


class Database(http.Controller):
    def _render_template(self, **values):
        nonce = new_nonce()
        if values.get("selector"):
            write = selector_page
        else:
            write = ManagerPage(db_service.exp_list_lang(), db_service.exp_list_countries()).write
        response = request.make_response(write(db_list(), nonce, error=values.get("error")))
        response.headers["Content-Security-Policy"] = page_policy(nonce)
        return response

    @http.route("/web/database/selector", type="http", auth="none", readonly=True)
    def selector(self, **kw):
        """Choose a database."""
        self._check_enabled()
        return self._render_template(selector=True)

    @http.route("/web/database/manager", type="http", auth="none", readonly=True)
    def manager(self, **kw):
        """Manage databases."""
        self._check_enabled()
        return self._render_template()

    def _check_enabled(self):
        if not db_service.is_managed():
            http.abort(404, db_service.WHY_UNMANAGED)

    def _run(self, work, done="/web/database/manager"):
        """Do what a form asks for; go back to the manager, with what went wrong if something did."""
        self._check_enabled()
        try:
            work()
        except (AccessDenied, UserError, DataError, ValueError) as error:
            return self._render_template(error=self._told(error))
        return request.redirect(done)

    def _told(self, error):
        """Return what a person is told of an error."""
        told = str(error.args[0] if error.args else error)
        return f"{told}: this is not the master password." if told == AccessDenied().args[0] else told

    def _check_name(self, name):
        if not re.fullmatch(DBNAME_PATTERN, name):
            raise ValueError(
                "A name has letters, digits, dots, hyphens and underscores, and begins with a letter or digit."
            )

    @http.route("/web/database/create", type="http", auth="none", methods=["POST"], csrf=False)
    def create(self, master_pwd, name, lang, password, **post):
        """Make a database."""

        def work():
            self._check_name(name)
            country = post.get("country_code") or False
            dispatch_rpc(
                "db",
                "create_database",
                [master_pwd, name, bool(post.get("demo")), lang, password, post.get("login") or "admin", country,
                 post.get("phone")],
            )  # fmt: skip

        return self._run(work, f"/web/login?db={name}")

    @http.route("/web/database/duplicate", type="http", auth="none", methods=["POST"], csrf=False)
    def duplicate(self, master_pwd, name, new_name, neutralize_database=False):
        """Copy a database."""

        def work():
            self._check_name(new_name)
            dispatch_rpc("db", "duplicate_database", [master_pwd, name, new_name, bool(neutralize_database)])

        return self._run(work)

    @http.route("/web/database/drop", type="http", auth="none", methods=["POST"], csrf=False)
    def drop(self, master_pwd, name):
        """Drop a database."""
        return self._run(lambda: dispatch_rpc("db", "drop", [master_pwd, name]))

    @http.route("/web/database/backup", type="http", auth="none", methods=["POST"], csrf=False)
    def backup(self, master_pwd, name, backup_format="zip", filestore=True):
        """Download a backup."""
        self._check_enabled()
        try:
            db_service.check_super(master_pwd)
            if name not in db_list(force=True):
                raise ValueError(f"There is no database {name!r}.")
            if backup_format not in BACKUP_FORMATS:
                raise ValueError(f"A backup is of format {' or '.join(BACKUP_FORMATS)}, not {backup_format!r}.")
            stream = db_service.dump_db(name, None, backup_format, bool(filestore))
        except (AccessDenied, DataError, ValueError) as error:
            return self._render_template(error=self._told(error))
        stamp = datetime.now(UTC).strftime("%Y-%m-%d_%H-%M-%S")
        return http.Response(
            stream,
            headers=[
                ("Content-Type", "application/octet-stream; charset=binary"),
                ("Content-Disposition", content_disposition(f"{name}_{stamp}.{backup_format}")),
            ],
            direct_passthrough=True,
        )

    @http.route("/web/database/restore", type="http", auth="none", methods=["POST"], csrf=False,
                max_content_length=None)  # fmt: skip
    def restore(self, master_pwd, backup_file, name, copy=False, neutralize_database=False):
        """Make a database from an uploaded backup."""

        def work():
            db_service.check_super(master_pwd)
            self._check_name(name)
            if not isinstance(backup_file, FileStorage):
                raise ValueError("Choose the file of the backup.")  # noqa: TRY004 - told to a person
            with tempfile.NamedTemporaryFile(suffix=".zip") as file:
                backup_file.save(file.name)
                db_service.restore_db(name, file.name, copy == "true" or copy is True, bool(neutralize_database))

        return self._run(work)

    @http.route("/web/database/change_password", type="http", auth="none", methods=["POST"], csrf=False)
    def change_password(self, master_pwd, master_pwd_new):
        """Set the master password."""
        return self._run(lambda: dispatch_rpc("db", "change_admin_password", [master_pwd, master_pwd_new]))

    @http.route("/web/database/list", type="jsonrpc", auth="none", readonly=True)
    def list(self):
        """The databases."""
        return db_list()
