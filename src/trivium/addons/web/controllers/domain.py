"""Checks of domains that people type."""

from trivium import http
from trivium.fields import Domain as DomainTree
from trivium.http import request


class Domain(http.Controller):
    @http.route("/web/domain/validate", type="jsonrpc", auth="user")
    def validate(self, model, domain):
        """Whether a domain can be used to search a model; an error where there is no such model."""
        if model not in request.env:
            raise ValueError(request.env._("There is no model %s.", model))
        try:
            DomainTree(domain).validate(request.env[model].sudo())
        except (ValueError, TypeError, KeyError):
            return False
        return True
