"""`ir.http`: the hooks by which addons take part in serving a request."""

import logging
import re
import unicodedata
from collections.abc import Iterable

import psycopg
import werkzeug.exceptions
import werkzeug.utils
from werkzeug.routing import BaseConverter

from trivium import api, models
from trivium.data.shared_store import PostgresStore
from trivium.exceptions import AccessDenied, AccessError, MissingError, UserError
from trivium.http import request, root
from trivium.http.constants import ROUTING_KEYS, SAFE_HTTP_METHODS
from trivium.http.dispatcher import is_cors_preflight
from trivium.http.errors import SessionExpiredException
from trivium.http.local import current_request
from trivium.http.routemap import (
    FasterRule,
    LazyCompiledBuilder,
    SignedIntConverter,
    cached_map,
    forget_maps,
    kept_map,
    make_map,
    make_rule,
)
from trivium.http.routing import Controller, generate_rules
from trivium.http.security.credentials import bearer_uid
from trivium.http.service import security
from trivium.http.sessionstore import create_table, get_session_max_inactivity
from trivium.orm.utils import SUPERUSER_ID
from trivium.tools.translate import code_translations

_logger = logging.getLogger(__name__)

EXTENSION_TO_WEB_MIMETYPES = {
    ".css": "text/css",
    ".less": "text/less",
    ".scss": "text/scss",
    ".js": "text/javascript",
    ".xml": "text/xml",
    ".csv": "text/csv",
    ".html": "text/html",
}

LANG_PARAMETERS = [
    "name", "code", "direction", "date_format", "time_format", "grouping", "decimal_point", "thousands_sep",
    "week_start",
]  # fmt: skip

SMALL_BODY = 1024 * 1024  # bytes that are taken without asking how many may come

_SLUG_ID_RE = re.compile(r"(?:(.*?)-)?(-?\d+)")


class RequestUID:
    """Stands for the user of the request where none is known yet."""

    def __init__(self, **kw):
        self.__dict__.update(kw)


class ModelConverter(BaseConverter):
    """`<model("res.partner"):partner>`: a record by `name-of-it-42`, or 42."""

    regex = r"(?:(?:[A-Za-z0-9_]|[^\x00-\x7F])(?:[A-Za-z0-9_.%-]|[^\x00-\x7F])*?-)?-?\d+"
    part_isolating = False

    def __init__(self, url_map, model=False, **kwargs):
        super().__init__(url_map)
        self.model = model

    def to_python(self, value):
        match = _SLUG_ID_RE.fullmatch(value)
        record_id = int(match[2]) if match else int(value)
        return request.env[self.model].browse(abs(record_id))

    def to_url(self, value):
        return request.env["ir.http"]._slug(value) if not isinstance(value, int) else str(value)


class ModelsConverter(BaseConverter):
    """`<models("res.partner"):partners>`: records by ids joined by commas."""

    regex = r"\d+(?:,\d+)*"

    def __init__(self, url_map, model=False, **kwargs):
        super().__init__(url_map)
        self.model = model

    def to_python(self, value):
        return request.env[self.model].browse([int(part) for part in value.split(",")])

    def to_url(self, value):
        return ",".join(str(record_id) for record_id in value.ids)


class IrHttp(models.AbstractModel):
    _name = "ir.http"
    _description = "HTTP Routing"

    def _register_hook(self):
        super()._register_hook()
        # At each start, so that a database made elsewhere has the table too.
        create_table(self.env.cr)

    # which endpoint

    @classmethod
    def _get_converters(cls):
        """Converters that paths may use, by name."""
        return {"model": ModelConverter, "models": ModelsConverter, "int": SignedIntConverter}

    @api.model
    def _generate_routing_rules(self, modules, converters):
        """Yield path and endpoint of each route of the given modules."""
        yield from generate_rules(modules)

    @api.private
    @api.model
    def routing_map(self, key=None):
        """The map of all routes of the installed modules; `key` tells maps apart that differ (a website's)."""
        registry = self.env.registry

        def build():
            modules = self._installed_modules()
            converters = self._get_converters()
            return make_map(
                (make_rule(path, endpoint) for path, endpoint in self._generate_routing_rules(modules, converters)),
                converters,
            )

        return cached_map(registry, key, build)

    def _installed_modules(self):
        installed = self.env.registry._init_modules
        return [name for name in Controller._heirs if name in installed]  # in the order of loading: dependencies first

    @api.model
    def _clear_routing_map(self):
        forget_maps(self.env.registry)

    @classmethod
    def _match(cls, path_info):
        """Return rule and arguments for a path.

        Raises NotFound or MethodNotAllowed.
        """
        current = current_request()
        return cls._current_map(current).find(current.httprequest.environ, path_info)

    @classmethod
    def _current_map(cls, current):
        """The map for the request; one that no addon makes dependent on more than the registry needs no environment."""
        is_same_for_all = cls.routing_map is IrHttp.routing_map
        kept = kept_map(current.registry, None) if is_same_for_all else None
        return kept or current.env["ir.http"].routing_map()

    # who

    @classmethod
    def _get_public_users(cls):
        return [request.env["ir.model.data"]._xmlid_to_res_model_res_id("base.public_user")[1]]

    @classmethod
    def _authenticate(cls, endpoint):
        """Find out who calls, by the way that the route asks for."""
        # a browser asks beforehand, without credentials, whether it may send them from another origin
        preflight = is_cors_preflight(current_request(), endpoint)
        cls._authenticate_explicit("none" if preflight else endpoint.routing["auth"])

    @classmethod
    def _authenticate_explicit(cls, auth):
        if auth == "none":
            cls._auth_method_none()
            return
        if request.session.uid is not None and not security.check_session(request.session, request.env, request):
            request.session.logout(keep_db=True)
            request.env = request.env(user=cls._nobody())
        try:
            getattr(cls, f"_auth_method_{auth}")()
        except (AccessDenied, SessionExpiredException, werkzeug.exceptions.HTTPException, psycopg.Error):
            raise
        except AttributeError as error:
            if not hasattr(cls, f"_auth_method_{auth}"):
                raise ValueError(f"Route {request.httprequest.path}: unknown auth {auth!r}") from error
            raise
        except Exception as error:
            # what a way of authentication stumbles over is no business of who calls: they were not let in
            _logger.info("Nobody was let in by auth=%s: %s", auth, error, exc_info=True)
            raise AccessDenied from error

    @classmethod
    def _nobody(cls):
        return cls._get_public_users()[0]

    @classmethod
    def _auth_method_none(cls):
        """Nobody is asked; the route must not rely on a user."""

    @classmethod
    def _auth_method_user(cls):
        """Somebody is signed in."""
        uid = request.session.uid
        if uid is None or uid in cls._get_public_users():
            raise SessionExpiredException("Session expired")
        request.update_env(user=uid)

    @classmethod
    def _auth_method_public(cls):
        """Who is signed in, or else the public user."""
        request.update_env(user=request.session.uid or cls._nobody())

    @classmethod
    def _auth_method_bearer(cls):
        """An API key in the Authorization header; a browser's session where there is none."""
        header = request.httprequest.headers.get("Authorization", "")
        kind, _, token = header.partition(" ")
        if kind.lower() == "bearer" and token.strip():
            uid = bearer_uid(request.env, token.strip())
            if uid is None:
                cls._refuse_bearer("Invalid API key")
            if request.session.uid and request.session.uid != uid:
                raise AccessDenied("The session is another user's than the API key.")
            request.session.can_save = False
            request.update_env(user=uid)
            return
        if header:
            cls._refuse_bearer("The Authorization header must be `Bearer <API key>`")
        cls._check_same_origin()
        if request.session.uid is None:
            cls._refuse_bearer("An API key is needed: send it as `Authorization: Bearer <API key>`")
        cls._auth_method_user()

    @classmethod
    def _refuse_bearer(cls, why):
        raise werkzeug.exceptions.Unauthorized(why, www_authenticate=werkzeug.datastructures.WWWAuthenticate("bearer"))

    @classmethod
    def _check_same_origin(cls):
        """A session serves for a bearer's route only when a page of ours makes the call, or the user opens it."""
        headers = request.httprequest.headers
        site = headers.get("Sec-Fetch-Site")
        if request.session.uid is not None and site not in {None, "same-origin", "none"}:
            cls._refuse_bearer("Another site may not use your session here")
        if request.session.uid is not None and site is None and request.httprequest.method not in SAFE_HTTP_METHODS:
            cls._refuse_bearer("An API key is needed: send it as `Authorization: Bearer <API key>`")

    # how

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """Prepare the call: language, records of the path as the user sees them."""
        current = current_request()
        current.dispatcher.pre_dispatch(rule, args)
        routing = rule.endpoint.routing
        if (current.httprequest.content_length or 0) > SMALL_BODY and "max_content_length" not in routing:
            limit = current.env["ir.config_parameter"].sudo().get_param("web.max_file_upload_size")
            if limit:
                current.httprequest.max_content_length = int(limit)
        debug = current.httprequest.args.get("debug") if routing["type"] == "http" else None
        if debug is not None:
            current.session.debug = ",".join(mode for mode in debug.split(",") if mode in {"1", "assets", "tests"})
        if routing["auth"] == "none":
            return
        if routing.get("captcha"):
            cls._check_captcha(routing["captcha"])
        lang = current.env.context.get("lang")
        if lang and lang not in cls._known_langs():
            current.update_context(lang=cls.get_nearest_lang(lang) or "en_US")
        for name, value in list(args.items()):
            if isinstance(value, models.BaseModel):
                args[name] = cls._open_record(value, routing)

    @classmethod
    def _check_captcha(cls, action):
        """Ask the addon that tells people from programs, where there is one (`_verify_request_recaptcha_token`).

        :param action: what is guarded, as the route names it
        :raise UserError: it takes the request for a program's
        """
        verify = getattr(request.env["ir.http"], "_verify_request_recaptcha_token", None)
        if verify is not None and not verify(action):
            raise UserError(request.env._("This looks like a program's doing. Load the page again and try once more."))

    @classmethod
    def _open_record(cls, record, routing):
        record = record.with_env(request.env)
        try:
            record.check_access("read")
            if len(record.exists()) < len(record):
                raise MissingError("Some of the records do not exist any more.")
        except (AccessError, MissingError) as error:
            handler = routing.get("handle_params_access_error")
            if handler:
                werkzeug.exceptions.abort(handler(error, record=record))
            if isinstance(error, MissingError) or request.env.user._is_public():
                raise werkzeug.exceptions.NotFound from error
            raise
        return record

    @classmethod
    def _known_langs(cls):
        return [code for code, _name in request.env["res.lang"].get_installed()]

    @classmethod
    def get_nearest_lang(cls, lang_code):
        """The installed language that is nearest to a code, None where there is none."""
        if not lang_code:
            return None
        known = cls._known_langs()
        if lang_code in known:
            return lang_code
        short = lang_code.partition("_")[0]
        return next((code for code in known if code.partition("_")[0] == short), None)

    @classmethod
    def _dispatch(cls, endpoint):
        """Call the controller."""
        result = endpoint(**current_request().params)
        if hasattr(result, "flatten"):
            result.flatten()
        return result

    @classmethod
    def _post_dispatch(cls, response):
        """Complete the response."""
        current_request().dispatcher.post_dispatch(response)

    @classmethod
    def _post_logout(cls):
        """Something to do once the user is signed out."""

    @classmethod
    def _handle_error(cls, exception):
        """Return the answer that tells of an error."""
        return request.dispatcher.handle_error(exception)

    @classmethod
    def _serve_fallback(cls):
        """Return the answer for a path that no route has, None for not found; an attachment may have that URL."""
        attachment = request.env["ir.attachment"].sudo()._get_serve_attachment(request.httprequest.path)
        if not attachment:
            return None
        if not attachment.public and not request.session.uid:
            return None
        return (
            request.env["ir.binary"]
            ._get_stream_from(attachment.sudo(False) if not attachment.public else attachment, "raw")
            .get_response()
        )

    @classmethod
    def _redirect(cls, location, code=303):
        return werkzeug.utils.redirect(location, code=code)

    @classmethod
    def _is_allowed_cookie(cls, cookie_type):  # noqa: ARG003 - addons that ask visitors look at it
        return True

    # names in paths

    @classmethod
    def _slugify_one(cls, value, max_length=0):
        text = unicodedata.normalize("NFKD", str(value)).encode("ascii", "ignore").decode()
        slug = re.sub(r"[\W_]+", "-", text).strip("-").lower()
        return slug[:max_length] if max_length > 0 else slug

    @classmethod
    def _slugify(cls, value, max_length=0, path=False):
        """Return text as it may stand in a path."""
        if not path:
            return cls._slugify_one(value, max_length)
        parts = [cls._slugify_one(part, max_length) for part in str(value).split("/")]
        return "/".join(part for part in parts if part)

    @classmethod
    def _slug(cls, value):
        """Return a record, or a pair of id and name, as `name-of-it-42`."""
        if isinstance(value, tuple):
            record_id, name = value
        else:
            if not value.id:
                raise ValueError(f"A record without id has no path: {value!r}")
            record_id, name = value.id, getattr(value, "seo_name", False) or value.display_name
        slug = cls._slugify(name or "").strip("-")
        return f"{slug}-{record_id}" if slug else str(record_id)

    @classmethod
    def _unslug(cls, value):
        """Return name and id of `name-of-it-42`; both None where it is not one."""
        match = _SLUG_ID_RE.fullmatch(value)
        return (match[1], int(match[2])) if match else (None, None)

    @classmethod
    def _unslug_url(cls, value):
        parts = value.split("/")
        record_id = cls._unslug(parts[-1])[1]
        return "/".join([*parts[:-1], str(record_id)]) if record_id else value

    # texts of the client

    @api.model
    def _get_translation_frontend_modules_domain(self):
        return []

    @api.model
    def _get_translation_frontend_modules_name(self):
        domain = self._get_translation_frontend_modules_domain()
        modules = self.env["ir.module.module"].sudo().search([*domain, ("state", "=", "installed")]) if domain else ()
        return [module.name for module in modules] + ["web"]

    @api.model
    def get_translations_for_webclient(self, modules, lang):
        """Return the client's texts by module, and how the language writes dates and numbers.

        :param modules: names of addons, None for all that are installed
        :param lang: code such as `fr_BE`; another that is near where it is not installed
        """
        if not modules:
            modules = self._installed_modules()
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        lang = lang if lang in installed else (self.get_nearest_lang(lang) or "en_US")
        language = self.env["res.lang"]._get_data(code=lang)
        parameters = {name: getattr(language, name) for name in LANG_PARAMETERS}
        parameters["week_start"] = int(parameters["week_start"])
        texts = {module: code_translations.get_web_translations(module, lang) for module in modules}
        return texts, parameters

    @api.autovacuum
    def _gc_sessions(self):
        root.session_store.collect(self.env.cr, get_session_max_inactivity(self.env))
