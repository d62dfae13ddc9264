"""The reference of the external API, for a group."""

from markupsafe import Markup

from trivium import _, http
from trivium.exceptions import AccessError
from trivium.http import request

GROUP = "api_doc.group_allow_doc"


class DocController(http.DocController):
    @http.route()
    def doc_client(self, model_name=None):
        """The page on which people look."""
        self._check_group()
        page = Markup(super().doc_client(model_name).get_data(as_text=True))  # noqa: S704 - the platform's own page
        return request.render("api_doc.docclient", {"page": page})

    @http.route()
    def doc_bearer_index(self):
        """Models with their fields and methods, for programs."""
        self._check_group()
        return super().doc_bearer_index()

    @http.route()
    def doc_bearer_modec(self, model_name):
        """A model, for programs."""
        self._check_group()
        return super().doc_bearer_modec(model_name)

    @http.route()
    def doc_index(self):
        """Models with their fields and methods."""
        self._check_group()
        return super().doc_index()

    @http.route()
    def doc_model(self, model_name):
        """A model."""
        self._check_group()
        return super().doc_model(model_name)

    def _check_group(self):
        if not request.env.user.has_group(GROUP):
            raise AccessError(_("The reference of the API is for the group %s.", request.env.ref(GROUP).sudo().name))
