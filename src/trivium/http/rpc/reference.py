"""The reference of the external API, made from the live models for the caller's own rights."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import NotFound

from trivium.exceptions import AccessError
from trivium.http.local import request
from trivium.http.routing import Controller, route
from trivium.http.rpc.dispatch import ENGINE, get_public_method

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trivium.http.response import Response


PAGE = """<!DOCTYPE html>
<html lang="en">
    <head>
        <meta charset="utf-8">
        <title>External API</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" type="image/svg+xml" href="/web/static/img/favicon.svg">
        <link rel="stylesheet" href="/web/static/doc/doc.css">
        <script type="module" src="/web/static/doc/doc.js"></script>
    </head>
    <body>
        <nav aria-label="Models">
            <label for="search">Models and methods</label>
            <input id="search" type="search" placeholder="Search" autofocus>
            <div id="models"></div>
        </nav>
        <main id="detail">
            <h1>External API</h1>
            <p>Choose a model. Calls go to /json/2/&lt;model&gt;/&lt;method&gt; with an API key, which you make in your
preferences. What is listed is what you may use.</p>
        </main>
    </body>
</html>
"""


class DocController(Controller):
    """What models, fields and methods there are."""

    @route(["/doc", "/doc/<model_name>", "/doc/index.html"], type="http", auth="user", readonly=True)
    def doc_client(self, model_name: str | None = None) -> Response:
        """Return the page on which people look."""
        return request.make_response(PAGE)

    @route("/doc-bearer/index.json", type="json2", auth="bearer", save_session=False)
    def doc_bearer_index(self) -> Any:
        """Return models with their fields and methods, for programs."""
        return _index(request.env)

    @route("/doc-bearer/<model_name>.json", type="json2", auth="bearer", readonly=True, save_session=False)
    def doc_bearer_modec(self, model_name: str) -> Any:
        """Return one model in detail, for programs."""
        return _model(request.env, model_name)

    @route("/doc/index.json", type="json2", auth="user")
    def doc_index(self) -> Any:
        """Return models with their fields and methods, for the page."""
        return _index(request.env)

    @route("/doc/<model_name>.json", type="json2", auth="user", readonly=True)
    def doc_model(self, model_name: str) -> Any:
        """Return one model in detail, for the page."""
        return _model(request.env, model_name)


def _index(env: Any) -> dict[str, Any]:
    _check_internal(env)
    names = {model.model: model.name for model in env["ir.model"].sudo().search_fetch([], ["model", "name"])}
    models = []
    for model_name in sorted(env.registry.models):
        model = env[model_name]
        if model._abstract or not model.has_access("read"):
            continue
        models.append(
            {
                "model": model_name,
                "name": names.get(model_name, model._description or model_name),
                "fields": {
                    name: {"string": info.get("string")} for name, info in model.fields_get([], ["string"]).items()
                },
                "methods": [name for name, _method in public_methods(model)],
            }
        )
    return {"modules": sorted(env.registry._init_modules), "models": models}


def _model(env: Any, model_name: str) -> dict[str, Any]:
    _check_internal(env)
    if model_name not in env.registry.models:
        raise NotFound(f"the model {model_name!r} does not exist")
    model = env[model_name]
    model.check_access("read")
    fields = model.fields_get()
    for info in fields.values():
        info["module"] = None  # the contract has the key, and never a value
    return {
        "model": model_name,
        "name": env["ir.model"].sudo()._get(model_name).name or model._description,
        "doc": _doc(type(model)),
        "fields": fields,
        "methods": {name: describe_method(model, name, method) for name, method in public_methods(model)},
    }


def _check_internal(env: Any) -> None:
    if not env.user._is_internal():
        raise AccessError("The reference is for employees. Ask the administrator for an account with that right.")


def public_methods(model: Any) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield name and function of each method of a model that may be called from outside, by name."""
    names = {name for base in type(model).__mro__ for name in vars(base) if not name.startswith("_")}
    for name in sorted(names):
        try:
            yield name, get_public_method(model, name)
        except (AttributeError, AccessError):
            continue  # not a method, or not a public one


def describe_method(model: Any, name: str, method: Callable[..., Any]) -> dict[str, Any]:
    """Return signature, parameters and documentation of a method."""
    signature = inspect.signature(method)
    parameters = dict(list(signature.parameters.items())[1:])
    api = [
        kind for kind, marker in (("model", "_api_model"), ("readonly", "_readonly")) if getattr(method, marker, False)
    ]
    owner = next(base for base in type(model).__mro__ if name in vars(base))
    return {
        "signature": str(signature.replace(parameters=list(parameters.values()))),
        "parameters": {key: _describe_parameter(parameter) for key, parameter in parameters.items()},
        "doc": inspect.getdoc(method) or "",
        "model": getattr(owner, "_name", None) or model._name,
        "module": getattr(owner, "_module", None) or "base",
        "api": api,
    }


def _doc(cls: type) -> str | None:
    """Return what addons say of a model, None where they say nothing."""
    own = [base for base in cls.__mro__ if vars(base).get("_name") in {None, cls._name} and not _is_engine(base)]  # type: ignore[attr-defined] # a model
    docs = (vars(base).get("__doc__") for base in own)
    return next((inspect.cleandoc(doc) for doc in docs if doc), None)


def _is_engine(cls: type) -> bool:
    return cls is object or cls.__module__.startswith(ENGINE)


def _describe_parameter(parameter: inspect.Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {"name": parameter.name, "kind": parameter.kind.name}
    if parameter.default is not parameter.empty:
        described["default"] = parameter.default if _is_plain(parameter.default) else repr(parameter.default)
    if parameter.annotation is not parameter.empty:
        described["annotation"] = str(parameter.annotation)
    return described


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (bool, int, float, str))
