"""Routes, and controllers that addons extend."""

# ruff: noqa: ARG001 - methods take what controllers are sent, and tests take fixtures for what they do

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as PlainResponse

from trivium.http.response import Response
from trivium.http.routing import Controller, generate_rules, module_of, route


def controller(module, name, bases, members):
    """Define a controller as if it stood in an addon."""
    return type(name, bases, {"__module__": f"odoo.addons.{module}.controllers.main", **members})


@pytest.fixture
def kept():
    """Forget the controllers that a test defines."""
    before = {module: list(classes) for module, classes in Controller._heirs.items()}
    children = {module: list(classes) for module, classes in Controller.children_classes.items()}
    yield
    Controller._heirs.clear()
    Controller._heirs.update(before)
    Controller.children_classes.clear()
    Controller.children_classes.update(children)


@route("/page", type="http", auth="public", readonly=True)
def page(self, name="nobody", **kw):
    return f"base of {name}"


@route("/data", type="jsonrpc", auth="user")
def data(self, number):
    return {"number": number}


@pytest.fixture
def base(kept):
    return controller("t_base", "Pages", (Controller,), {"page": page, "data": data})


def endpoints(*modules):
    return {path: endpoint for path, endpoint in generate_rules(modules) if path in {"/page", "/data", "/other"}}


def test_the_module_of_a_controller(base):
    assert module_of(base) == "t_base"
    assert Controller.children_classes["t_base"] == [base]


def test_a_route_has_its_parameters_and_defaults(base):
    routing = endpoints("t_base")["/page"].routing
    assert routing["auth"] == "public"
    assert routing["readonly"] is True
    assert routing["type"] == "http"
    assert routing["methods"] is None
    assert routing["save_session"] is True


def test_controllers_of_modules_that_are_not_installed_are_left_out(base):
    assert endpoints() == {}


def test_text_becomes_a_response_and_unknown_parameters_are_left_out(base):
    found = endpoints("t_base")
    response = found["/page"](name="Ann")
    assert isinstance(response, Response)
    assert response.get_data(as_text=True) == "base of Ann"
    assert found["/data"](number=3, unknown=1) == {"number": 3}


def test_the_last_override_wins_and_calls_the_ones_before(base):
    @route()
    def page_a(self, **kw):
        return Response("a, " + super(first, self).page(**kw).get_data(as_text=True))

    first = controller("t_a", "PagesA", (base,), {"page": page_a})

    @route(auth="none")
    def page_b(self, **kw):
        return Response("b, " + super(second, self).page(**kw).get_data(as_text=True))

    second = controller("t_b", "PagesB", (base,), {"page": page_b})

    both = endpoints("t_base", "t_a", "t_b")
    assert both["/page"]().get_data(as_text=True) == "b, a, base of nobody"
    assert both["/page"].routing["auth"] == "none"
    assert both["/page"].routing["readonly"] is True

    one = endpoints("t_base", "t_a")
    assert one["/page"]().get_data(as_text=True) == "a, base of nobody"
    assert one["/page"].routing["auth"] == "public"


def test_an_override_may_change_the_paths(base):
    @route("/other")
    def moved(self, **kw):
        return "moved"

    controller("t_a", "Moved", (base,), {"page": moved})
    found = endpoints("t_base", "t_a")
    assert "/page" not in found
    assert found["/other"]().get_data(as_text=True) == "moved"


def test_an_override_cannot_change_the_type(base, caplog):
    @route(type="http")
    def data_as_page(self, **kw):
        return "x"

    controller("t_a", "Wrong", (base,), {"data": data_as_page})
    assert endpoints("t_base", "t_a")["/data"].routing["type"] == "jsonrpc"
    assert "cannot change the type" in caplog.text


def test_the_old_name_of_jsonrpc_is_an_alias(kept):
    @route("/other", type="json", auth="none")
    def old(self):
        return []

    controller("t_old", "Old", (Controller,), {"old": old})
    assert endpoints("t_old")["/other"].routing["type"] == "jsonrpc"


def test_a_route_may_have_the_name_of_what_every_controller_has(kept):
    @route("/other", type="http", auth="none")
    def env(self):
        return "found"

    controller("t_env", "Env", (Controller,), {"env": env})
    assert endpoints("t_env")["/other"]().get_data(as_text=True) == "found"


def test_without_a_database_only_routes_for_anybody_are_there(base):
    @route("/other", type="http", auth="none")
    def anybody(self):
        return ""

    controller("t_any", "Anybody", (Controller,), {"anybody": anybody})
    found = {path for path, _endpoint in generate_rules(["t_base", "t_any"], nodb_only=True)}
    assert "/other" in found
    assert "/page" not in found


@pytest.mark.parametrize(
    ("result", "status"), [(NotFound(), 404), (PlainResponse("x", 201), 201), (None, 200), (b"x", 200)]
)
def test_what_a_controller_may_return(kept, result, status):
    @route("/other", type="http")
    def returns(self):
        return result

    controller("t_any", "Returns", (Controller,), {"returns": returns})
    assert endpoints("t_any")["/other"]().status_code == status


def test_an_http_route_cannot_return_data(kept):
    @route("/other", type="http")
    def returns(self):
        return {"a": 1}

    controller("t_any", "Returns", (Controller,), {"returns": returns})
    with pytest.raises(TypeError, match="returned dict"):
        endpoints("t_any")["/other"]()


def test_an_unknown_type_is_refused():
    with pytest.raises(TypeError, match="none of http, jsonrpc, json2"):
        route("/x", type="xml")
