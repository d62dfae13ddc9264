"""Which route answers a path."""

import pytest
from werkzeug.exceptions import BadRequest, MethodNotAllowed, NotFound

from trivium.http.routemap import make_map, make_rule
from trivium.http.routing import Endpoint


def rule(path, **routing):
    def answer():
        """Answer nothing."""

    return make_rule(path, Endpoint(answer, {"type": "http", "auth": "none", "routes": [path], **routing}))


def asked(path, method="GET", **more):
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        **more,
    }


def test_a_path_is_answered_in_the_same_way_each_time():
    posted, read, numbered = rule("/a", methods=["POST"]), rule("/a", methods=["GET"]), rule("/n/<int:number>")
    routes = make_map([posted, read, numbered], {})
    for _ in range(2):
        assert routes.find(asked("/a", "POST")) == (posted, {})
        assert routes.find(asked("/a")) == (read, {})
        assert routes.find(asked("/"), "/a") == (read, {})
        assert routes.find(asked("/n/1")) == (numbered, {"number": 1})
        assert routes.find(asked("/n/2")) == (numbered, {"number": 2})
        with pytest.raises(MethodNotAllowed):
            routes.find(asked("/a", "DELETE"))
        with pytest.raises(NotFound):
            routes.find(asked("/b"))


def test_arguments_are_not_shared():
    routes = make_map([rule("/a")], {})
    for _ in range(3):
        _rule, args = routes.find(asked("/a"))
        assert args == {}
        args["left"] = "behind"


def test_a_route_that_is_added_later_is_found():
    general = rule("/a", methods=["GET", "POST"])
    routes = make_map([general], {})
    assert routes.find(asked("/a", "POST")) == (general, {})
    with pytest.raises(NotFound):
        routes.find(asked("/c"))
    later = rule("/c")
    routes.add(later)
    assert routes.find(asked("/c")) == (later, {})
    assert routes.find(asked("/a", "POST")) == (general, {})


def test_a_route_of_websockets_is_none_for_others():
    upgrade = {"HTTP_UPGRADE": "websocket", "HTTP_CONNECTION": "Upgrade"}
    socket, page = rule("/s", websocket=True), rule("/p")
    routes = make_map([socket, page], {})
    for _ in range(2):
        assert routes.find(asked("/s", **upgrade)) == (socket, {})
        assert routes.find(asked("/p")) == (page, {})
        with pytest.raises(Exception, match="400"):
            routes.find(asked("/s"))
        with pytest.raises(Exception, match="400"):
            routes.find(asked("/p", **upgrade))


def test_a_host_that_is_none_is_refused_each_time():
    routes = make_map([rule("/a")], {})
    assert routes.find(asked("/a"), "/a")[1] == {}
    for _ in range(2):
        with pytest.raises(BadRequest):
            routes.find(asked("/a", HTTP_HOST="x" * 70 + ".example"), "/a")
