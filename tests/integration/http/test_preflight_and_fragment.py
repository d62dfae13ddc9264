"""Questions of other sites' pages before they call, and parameters behind the `#`."""

import pytest

from trivium.http import fragment_to_query_string


@pytest.mark.parametrize("path", ["/websocket", "/websocket/peek_notifications"])
def test_a_preflight_of_another_site_is_answered(visitor, path):
    answer = visitor.options(path)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


def test_parameters_behind_the_hash_are_asked_for():
    called = fragment_to_query_string(lambda _self, **kw: kw)
    page = called(None)
    assert "hash" in page.get_data(as_text=True)
    assert page.mimetype == "text/html"
    assert called(None, state="s") == {"state": "s"}
