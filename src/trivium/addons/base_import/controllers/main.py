"""The file of an import is sent as a form, since it may be large."""

import base64
import json

from trivium import http
from trivium.http import request


class ImportController(http.Controller):
    @http.route("/base_import/set_file", methods=["POST"], type="http", auth="user")
    def set_file(self, id):  # noqa: A002 - the contract's name
        """Keep the file of the form with the import of that id, and tell whether there was one."""
        file = request.httprequest.files.get("ufile") or request.httprequest.files.get("file")
        written = False
        if file:
            wizard = request.env["base_import.import"].browse(int(id))
            written = wizard.write(
                {"file": base64.b64encode(file.read()), "file_name": file.filename, "file_type": file.content_type}
            )
        return request.make_response(json.dumps({"result": written}), [("Content-Type", "application/json")])
