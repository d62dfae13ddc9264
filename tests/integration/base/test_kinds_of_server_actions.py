"""What each kind of server action does."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from trivium.exceptions import UserError, ValidationError
from trivium.tools import outgoing


@pytest.fixture
def partner(env):
    return env["res.partner"].create({"name": "P", "parent_id": env["res.partner"].create({"name": "Above"}).id})


@pytest.fixture
def run(env, partner):
    """Make a server action on contacts, run it on one, and return what it answers."""

    def run_action(**values):
        model = env.ref("base.model_res_partner")
        action = env["ir.actions.server"].create({"name": "Test", "model_id": model.id, **values})
        context = {"active_model": "res.partner", "active_id": partner.id, "active_ids": partner.ids}
        return action.with_context(**context).run()

    return run_action


def field(env, name):
    return env["ir.model.fields"]._get("res.partner", name)


def test_a_value_is_written(run, partner):
    run(state="object_write", update_path="function", value="Baker")
    run(state="object_write", update_path="parent_id.function", value="Bakery")
    run(state="object_write", update_path="color", value="4")
    assert (partner.function, partner.parent_id.function, partner.color) == ("Baker", "Bakery", 4)


def test_the_value_of_an_expression_is_written(run, partner):
    run(state="object_write", update_path="name", evaluation_type="equation", value="record.name + '!'")
    assert partner.name == "P!"
    with pytest.raises(Exception, match="nothing_of_that_name"):
        run(state="object_write", update_path="name", evaluation_type="equation", value="nothing_of_that_name")


def test_the_next_number_of_a_sequence_is_written(env, run, partner):
    sequence = env["ir.sequence"].create({"name": "S", "prefix": "R/", "padding": 3})
    run(state="object_write", update_path="ref", evaluation_type="sequence", sequence_id=sequence.id)
    assert partner.ref == "R/001"


def test_a_choice_and_a_tick_are_written(env, run, partner):
    values = env["ir.model.fields.selection"].search([("field_id", "=", field(env, "type").id)])
    invoice = values.filtered(lambda value: value.value == "invoice")
    run(state="object_write", update_path="type", selection_value=invoice.id)
    run(state="object_write", update_path="active", update_boolean_value="false")
    assert (partner.type, partner.active) == ("invoice", False)


@pytest.mark.parametrize(
    ("operation", "names"), [("add", ["Had", "New"]), ("remove", ["Had"]), ("set", ["New"]), ("clear", [])]
)
def test_records_are_linked_and_unlinked(env, run, partner, operation, names):
    had, new = env["res.partner.category"].create([{"name": "Had"}, {"name": "New"}])
    partner.category_id = had | new if operation == "remove" else had
    reference = f"res.partner.category,{new.id}"
    run(state="object_write", update_path="category_id", update_m2m_operation=operation, resource_ref=reference)
    assert sorted(partner.category_id.mapped("name")) == names


def test_a_record_is_created_and_linked(env, run, partner):
    run(
        state="object_create",
        crud_model_id=env.ref("base.model_res_partner_category").id,
        value="Made",
        link_field_id=field(env, "category_id").id,
    )
    assert partner.category_id.mapped("name") == ["Made"]


def test_a_record_is_copied(env, run, partner):
    reference = f"res.partner,{partner.id}"
    run(state="object_copy", crud_model_id=env.ref("base.model_res_partner").id, resource_ref=reference)
    assert env["res.partner"].search([("name", "=", "P (copy)")]).parent_id == partner.parent_id


def test_several_run_in_their_order_and_the_last_one_answers(env, run, partner):
    model = env.ref("base.model_res_partner").id
    code = ("record.write({'city': 'A'})", "record.write({'city': record.city + 'B'})", "action = {'type': 'x'}")
    children = [(0, 0, {"name": text, "model_id": model, "state": "code", "code": text}) for text in code]
    assert run(state="multi", child_ids=children) == {"type": "x"}
    assert partner.city == "AB"


def test_code_is_checked_when_it_is_written_and_may_refuse(env, run):
    with pytest.raises(ValidationError, match="was never closed"):
        run(state="code", code="env.cr.execute('x'")
    with pytest.raises(ValidationError, match="Import is not allowed"):
        run(state="code", code="import os")
    with pytest.raises(UserError, match="not today"):
        run(state="code", code="raise UserError('not today')")
    run(state="code", code="log('said by an action', level='warning')")
    assert env["ir.logging"].search([("message", "=", "said by an action")]).level == "WARNING"


class Receiver(BaseHTTPRequestHandler):
    """Keeps what is posted."""

    def do_POST(self):
        self.server.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        """Write nothing."""


@pytest.fixture
def receiver():
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        server.received = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join(30)


def webhook(env, run, receiver):
    address = f"http://127.0.0.1:{receiver.server_port}/hook"
    run(state="webhook", webhook_url=address, webhook_field_ids=[(6, 0, (field(env, "name") | field(env, "city")).ids)])
    env.cr.postcommit.run()


def test_another_service_is_told_after_the_commit(env, run, partner, receiver, monkeypatch):
    monkeypatch.setattr(outgoing, "_is_public", lambda _address: True)  # the service of this test is not
    partner.city = "Ghent"
    webhook(env, run, receiver)
    (told,) = receiver.received
    assert (told["_model"], told["_id"], told["name"], told["city"]) == ("res.partner", partner.id, "P", "Ghent")


def test_a_service_inside_of_the_network_is_not_told(env, run, receiver, caplog):
    webhook(env, run, receiver)
    assert receiver.received == []
    assert "is not on the public network" in caplog.text
