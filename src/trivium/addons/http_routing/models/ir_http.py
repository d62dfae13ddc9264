"""Languages in addresses: `/fr/shop` is `/shop` in French; the default language needs no prefix."""

import logging
import re
from urllib.parse import urlsplit, urlunsplit

import werkzeug
import werkzeug.exceptions

from trivium import api, models
from trivium.exceptions import AccessDenied, AccessError, MissingError, UserError
from trivium.http import request
from trivium.http.constants import SAFE_HTTP_METHODS
from trivium.http.dispatcher import HttpDispatcher
from trivium.http.errorpage import error_page
from trivium.http.errors import SessionExpiredException, is_outage
from trivium.http.response import Response
from trivium.rendering.qweb import QWebError
from trivium.tools.config import config

_logger = logging.getLogger(__name__)

LANG_COOKIE = "frontend_lang"
LANG_COOKIE_SECONDS = 365 * 24 * 3600
BOTS = re.compile(
    r"bot|crawl|slurp|spider|curl|wget|facebookexternalhit|whatsapp|skype|pinterest|preview|archiver", re.IGNORECASE
)
_NO_LANGUAGE = ("/web/static/", "/web/content/", "/web/image", "/web/assets/", "/web/lib/", "/websocket")


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    # languages

    @classmethod
    def _get_default_lang(cls):
        """Return the language of pages without a prefix: that of the default partner, else the first there is."""
        langs = request.env["res.lang"].sudo()
        code = request.env["ir.default"].sudo()._get("res.partner", "lang")
        frontend = langs._get_frontend()
        return frontend[code] or frontend["en_US"] or next(iter(frontend.values()))

    @classmethod
    def _lang_of_prefix(cls, prefix):
        """Return the language that the first part of a path stands for, a false one for none."""
        frontend = request.env["res.lang"].sudo()._get_frontend()
        return next((lang for lang in frontend.values() if lang.url_code == prefix), frontend[None])

    @classmethod
    def get_nearest_lang(cls, lang_code):
        """The language of visitors that is nearest to a code or to the prefix of an address, None for none."""
        frontend = request.env["res.lang"].sudo()._get_frontend()
        if not lang_code:
            return None
        if lang_code in frontend:
            return lang_code
        short = re.split(r"[_@-]", lang_code)[0].lower()
        return next((code for code in frontend if code.partition("_")[0] == short), None)

    @classmethod
    def _preferred_lang(cls):
        """Return the language of a visitor: the one chosen before, or else the browser's."""
        frontend = request.env["res.lang"].sudo()._get_frontend()
        chosen = request.cookies.get(LANG_COOKIE)
        code = chosen if chosen in frontend else cls.get_nearest_lang(request.best_lang)
        return frontend[code] or cls._get_default_lang()

    @classmethod
    def is_a_bot(cls):
        """Whether the client is a program that reads pages for others."""
        return bool(BOTS.search(request.httprequest.user_agent.string or ""))

    # which endpoint

    @classmethod
    def _match(cls, path_info):
        """Return rule and arguments for a path, with or without its language.

        Sets `is_frontend`, `is_frontend_multilang` and `lang` of the request. Ends in a redirection where the page has
        another address: the default language with its prefix, a language by another of its names, or a page without a
        prefix for a visitor who reads another language than the default one.
        """
        request.is_frontend = request.is_frontend_multilang = False
        request.lang = None
        prefix, rest = cls._split_prefix(path_info)
        lang = cls._lang_of_prefix(prefix) if prefix else None
        if lang:
            return cls._match_with_prefix(lang, rest)
        try:
            rule, args = super()._match(path_info)
        except werkzeug.exceptions.NotFound:
            nearest = cls._nearest_to_prefix(prefix)
            if nearest and cls._leads_somewhere(rest):
                cls._go_to(cls._path_with(nearest, rest), 301)
            cls._note_frontend(cls._preferred_lang(), multilang=True)
            raise
        if not cls._is_for_visitors(rule):
            return rule, args
        multilang = rule.endpoint.routing.get("multilang", True)
        default = cls._get_default_lang()
        wanted = cls._preferred_lang()
        if multilang and wanted.code != default.code and cls._may_redirect():
            cls._go_to(cls._path_with(wanted, path_info), 303)
        cls._note_frontend(default if multilang else wanted, multilang=multilang)
        return rule, args

    @classmethod
    def _match_with_prefix(cls, lang, rest):
        try:
            rule, args = super()._match(rest)
        except werkzeug.exceptions.NotFound:
            cls._note_frontend(lang, multilang=True)
            request.reroute(rest)  # what no route has may be a page that addons serve
            raise
        if not cls._is_for_visitors(rule):
            raise werkzeug.exceptions.NotFound
        if not rule.endpoint.routing.get("multilang", True) or lang.code == cls._get_default_lang().code:
            cls._note_frontend(lang, multilang=True)
            if request.httprequest.method in SAFE_HTTP_METHODS:
                cls._go_to(rest, 301)
        cls._note_frontend(lang, multilang=True)
        request.reroute(rest)
        return rule, args

    @classmethod
    def _note_frontend(cls, lang, multilang):
        request.is_frontend = True
        request.is_frontend_multilang = multilang
        request.lang = lang

    @classmethod
    def _is_for_visitors(cls, rule):
        return bool(rule.endpoint.routing.get("website"))

    @classmethod
    def _may_redirect(cls):
        return request.httprequest.method in SAFE_HTTP_METHODS and not cls.is_a_bot()

    @classmethod
    def _leads_somewhere(cls, path):
        if request.httprequest.method not in SAFE_HTTP_METHODS:
            return False
        try:
            rule, _args = super()._match(path)
        except werkzeug.exceptions.HTTPException:
            return False
        return cls._is_for_visitors(rule)

    @classmethod
    def _nearest_to_prefix(cls, prefix):
        if not re.fullmatch(r"[a-z]{2,3}([_-][A-Za-z@]{2,8})?", prefix):
            return None
        code = cls.get_nearest_lang(prefix.replace("-", "_"))
        return request.env["res.lang"].sudo()._get_frontend()[code] if code else None

    @classmethod
    def _go_to(cls, path, code):
        query = request.httprequest.query_string.decode()
        location = f"{path}?{query}" if query else path
        response = werkzeug.utils.redirect(location, code=code)
        if request.lang:
            cls._remember_lang(response)
        werkzeug.exceptions.abort(response)

    @staticmethod
    def _split_prefix(path):
        """Return the first part of a path, and the path without it."""
        prefix, _slash, rest = path.removeprefix("/").partition("/")
        return prefix, f"/{rest.lstrip('/')}"

    @classmethod
    def _path_with(cls, lang, path):
        """Return a path in a language."""
        if lang.code == cls._get_default_lang().code:
            return path
        return f"/{lang.url_code}{path if path != '/' else ''}"

    # how

    @classmethod
    def _pre_dispatch(cls, rule, args):
        super()._pre_dispatch(rule, args)
        if getattr(request, "is_frontend", False):
            cls._frontend_pre_dispatch()
            for name, value in list(args.items()):
                if isinstance(value, models.BaseModel):
                    args[name] = value.with_context(request.env.context)

    @classmethod
    def _frontend_pre_dispatch(cls):
        """Go on in the language of the page, and remember it for the visitor."""
        request.update_context(lang=request.lang.code)
        if request.cookies.get(LANG_COOKIE) != request.lang.code:
            cls._remember_lang(request.future_response)

    @classmethod
    def _remember_lang(cls, response):
        response.set_cookie(
            LANG_COOKIE,
            request.lang.code,
            max_age=LANG_COOKIE_SECONDS,
            samesite="Lax",
            secure=request.httprequest.is_secure,
        )

    @classmethod
    def _redirect(cls, location, code=303):
        """Stay in the language of the page."""
        if request and getattr(request, "is_frontend_multilang", False):
            location = cls._url_for(location)
        return super()._redirect(location, code)

    # addresses

    @api.model
    def url_rewrite(self, path, query_args=None):
        """Return the path that a path is shown by, and the endpoint it leads to, False where there is none."""
        adapter = self.env["ir.http"].routing_map().bind("")
        try:
            rule, _args = adapter.match(path, method="POST" if query_args == "POST" else "GET", return_rule=True)
        except werkzeug.exceptions.HTTPException:
            return path, False
        return path, rule.endpoint

    @classmethod
    def _is_multilang_url(cls, local_url, lang_url_codes=None):
        """Whether a path of this site has a form for each language.

        :param str local_url: with or without the language's prefix
        :param lang_url_codes: prefixes; those of all languages of visitors by default
        """
        path = urlsplit(local_url).path
        codes = lang_url_codes or [lang.url_code for lang in request.env["res.lang"].sudo()._get_frontend().values()]
        prefix, rest = cls._split_prefix(path)
        if prefix in codes:
            path = rest
        if path.startswith(_NO_LANGUAGE) or re.match(r"^/[^/]+/static/", path):
            return False
        _path, endpoint = request.env["ir.http"].url_rewrite(path)
        if not endpoint:
            return True  # a page that addons serve, or none
        return bool(endpoint.routing.get("website")) and endpoint.routing.get("multilang", True)

    @classmethod
    def _url_lang(cls, path_or_uri, lang_code=None):
        """Return a path of this site in a language; what is elsewhere, or has none, stays as it is.

        :param str lang_code: that of the page by default
        """
        parts = urlsplit(path_or_uri.strip())
        if parts.netloc or parts.scheme or not parts.path.startswith("/"):
            return path_or_uri
        frontend = request.env["res.lang"].sudo()._get_frontend()
        lang = frontend[lang_code] if lang_code else (request.lang or cls._get_default_lang())
        if not lang or not cls._is_multilang_url(parts.path):
            return path_or_uri
        prefix, rest = cls._split_prefix(parts.path)
        path = rest if cls._lang_of_prefix(prefix) else parts.path
        return urlunsplit(parts._replace(path=cls._path_with(lang, path)))

    @classmethod
    def _url_for(cls, url_from, lang_code=None):
        """Return an address as a page links to it: in the page's language."""
        if not url_from.startswith("/") or url_from.startswith("//"):
            return url_from
        return cls._url_lang(url_from, lang_code)

    @classmethod
    def _url_localized(cls, url=None, lang_code=None, canonical_domain=None, prefetch_langs=False,  # noqa: ARG003 - callers of 19.0 give it
                       force_default_lang=False):  # fmt: skip
        """Return an address of this site in a language, with the names of its records in that language.

        :param str url: that of the request by default
        :param str lang_code: that of the page by default
        :param str canonical_domain: scheme and host to put in front
        :param force_default_lang: give the default language its prefix too
        """
        frontend = request.env["res.lang"].sudo()._get_frontend()
        lang = frontend[lang_code] if lang_code else (request.lang or cls._get_default_lang())
        if url is None:
            query = request.httprequest.query_string.decode()
            url = request.httprequest.path + (f"?{query}" if query else "")
        parts = urlsplit(url)
        prefix, rest = cls._split_prefix(parts.path)
        path = rest if cls._lang_of_prefix(prefix) else (parts.path or "/")
        path = cls._path_in_words_of(path, lang.code)
        if cls._is_multilang_url(path):
            path = f"/{lang.url_code}{path}" if force_default_lang else cls._path_with(lang, path)
        local = urlunsplit(("", "", path, parts.query, parts.fragment))
        return f"{canonical_domain.rstrip('/')}{local}" if canonical_domain else local

    @classmethod
    def _path_in_words_of(cls, path, lang_code):
        """Return a path whose records are named in a language."""
        adapter = request.env["ir.http"].routing_map().bind("")
        try:
            rule, args = adapter.match(path, method="GET", return_rule=True)
        except werkzeug.exceptions.HTTPException:
            return path
        records = {key: value for key, value in args.items() if isinstance(value, models.BaseModel)}
        if not records:
            return path
        for name, record in records.items():
            args[name] = record.sudo().with_context(lang=lang_code)
        try:
            return adapter.build(rule.endpoint, args)
        except (MissingError, ValueError):
            return path

    # texts of scripts

    @api.model
    def get_translation_frontend_modules(self):
        """Names of the addons whose texts the scripts of pages for visitors use."""
        return self._get_translation_frontend_modules_name()

    # what went wrong

    @classmethod
    def _handle_error(cls, exception):
        """Show visitors a page of the site; anybody else gets the answer of the platform."""
        if (
            not getattr(request, "is_frontend", False)
            or not isinstance(request.dispatcher, HttpDispatcher)
            or isinstance(exception, SessionExpiredException)
            or (isinstance(exception, werkzeug.exceptions.HTTPException) and exception.response is not None)
            or is_outage(exception)
        ):
            return super()._handle_error(exception)
        code, values = cls._get_exception_code_values(exception)
        try:
            cls._auth_method_public()
            cls._frontend_pre_dispatch()
            code, html = cls._get_error_html(request.env, code, values)
        except (QWebError, AccessError, MissingError, UserError):
            _logger.exception("The page for the error %s cannot be shown", code)
            return error_page(
                werkzeug.exceptions.default_exceptions.get(code, werkzeug.exceptions.InternalServerError)()
            )
        response = Response(html, status=code)
        for name, value in getattr(exception, "get_headers", lambda: ())():
            if name.lower() not in {"content-type", "content-length"}:
                response.headers[name] = value
        return response

    @classmethod
    def _get_exception_code_values(cls, exception):
        """Return the status of an error, and the values for its page."""
        code = 500
        if isinstance(exception, werkzeug.exceptions.HTTPException):
            code = exception.code
        elif isinstance(exception, AccessDenied):
            code = 403
        elif isinstance(exception, UserError):
            code = exception.http_status
        known = werkzeug.exceptions.default_exceptions.get(code, werkzeug.exceptions.InternalServerError)
        values = {"status_code": code, "status_message": known().name, "exception": exception, "message": ""}
        if isinstance(exception, UserError):
            values["message"] = str(exception.args[0]) if exception.args else ""
        elif isinstance(exception, werkzeug.exceptions.HTTPException) and exception.description != known.description:
            values["message"] = exception.description or ""
        if code == 500:
            cls._get_values_500_error(request.env, values, exception)
        return code, values

    @classmethod
    def _get_values_500_error(cls, env, values, exception):
        """Add what the page for errors of ours shows: a traceback on a developer's server, and nowhere else."""
        values["view"] = env["ir.ui.view"]
        values["exception"] = exception
        values["debug_traceback"] = bool(config.get("dev_mode"))
        return values

    @classmethod
    def _get_error_html(cls, env, code, values):
        """Return status and page; of the kind (4xx) or of any error where the status has no page of its own."""
        for name in (str(code), "4xx" if 400 <= code < 500 else "", "http_error"):
            key = f"http_routing.{name}"
            if name and env["ir.ui.view"].sudo()._get_template_view(key, raise_if_not_found=False):
                return code, env["ir.qweb"]._render(key, values).strip()
        raise MissingError(env._("There is no page for errors."))
