"""What pages load: built bundles, bundles made on the way, and browser libraries."""

import mimetypes

from werkzeug.exceptions import NotFound

from trivium import http
from trivium.http import request
from trivium.rendering.assets import NATIVE, built_file, bundle_nodes, library_file, native_file

FOREVER = 365 * 24 * 3600  # seconds; the URL changes with the content
A_DAY = 24 * 3600
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".map": "application/json"}


class Assets(http.Controller):
    @http.route("/web/assets/<string:unique>/<path:filename>", type="http", auth="public", readonly=True,
                save_session=False, sitemap=False)  # fmt: skip
    def content_assets(self, unique, filename, **kwargs):
        """A file of a build, kept by browsers for ever, or one made of the addons' files as they are now."""
        if unique == NATIVE:
            text = native_file(request.env, filename)
            if text is None:
                raise NotFound
            suffix = filename[filename.rindex(".") :]
            headers = [("Content-Type", f"{TYPES[suffix]}; charset=utf-8"), ("Cache-Control", "no-cache")]
            return request.make_response(text, headers)
        return self._send(built_file(unique, filename), FOREVER)

    @http.route("/web/lib/<path:path>", type="http", auth="none", readonly=True, save_session=False, sitemap=False)
    def library(self, path, **kwargs):
        """A file of a browser library; also for pages in frames without rights, whose fonts are asked for by nobody."""
        response = self._send(library_file(path), A_DAY)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    @http.route("/web/bundle/<string:bundle_name>", type="http", auth="public", methods=["GET"], readonly=True,
                sitemap=False)  # fmt: skip
    def bundle(self, bundle_name, **bundle_params):
        """What is to be loaded for a bundle that the page did not have from the start."""
        return request.make_json_response(bundle_nodes(request.env, bundle_name, request.session.debug or ""))

    def _send(self, path, max_age):
        if path is None:
            raise NotFound
        compressed = path.with_name(f"{path.name}.gz")
        zipped = compressed.is_file() and "gzip" in request.httprequest.headers.get("Accept-Encoding", "")
        mimetype = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
        stream = self._stream(compressed if zipped else path, mimetype)
        response = stream.get_response(max_age=max_age, immutable=max_age == FOREVER, as_attachment=False)
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        return response

    def _stream(self, path, mimetype):
        stat = path.stat()
        etag = f"{stat.st_mtime_ns:x}-{stat.st_size:x}"
        return http.Stream(type="path", path=str(path), mimetype=mimetype, download_name=path.name, etag=etag,
                           last_modified=stat.st_mtime, size=stat.st_size, public=True)  # fmt: skip
