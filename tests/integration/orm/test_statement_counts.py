"""The number of statements of an operation does not grow with the records."""

import pytest

FEW, MANY = 3, 300


def counted(env, action):
    env.flush_all()
    before = env.cr.sql_log_count
    result = action()
    env.flush_all()
    return env.cr.sql_log_count - before, result


def assign(records):
    for record in records:
        record.name = f"new {record.id}"


def recompute(records):
    records.env.add_to_compute(records._fields["complete_name"], records)


OPERATIONS = {
    "search_read": lambda records: records.search_read([("id", "in", records.ids)], ["name", "color", "company_id"]),
    "attribute": lambda records: [record.name for record in records],
    "dotted attribute": lambda records: [record.company_id.name for record in records],
    "read_group": lambda records: records._read_group([("id", "in", records.ids)], ["company_id"], ["color:sum"]),
    "write": lambda records: records.write({"color": 7}),
    "assign": assign,
    "recompute": recompute,
    "unlink": lambda records: records.unlink(),
}
MOST = {
    "search_read": 2, "attribute": 1, "dotted attribute": 2, "read_group": 2, "write": 2, "assign": 3, "recompute": 3,
    "unlink": 4,
}  # fmt: skip


def made(env, count):
    company = env["res.company"].create({"name": "One"})
    records = env["small.partner"].create(
        [{"name": f"P{number}", "color": number, "company_id": company.id} for number in range(count)]
    )
    env.invalidate_all()
    return records


@pytest.mark.parametrize("name", list(OPERATIONS))
def test_an_operation_takes_as_many_statements_for_many_records_as_for_few(env, name):
    operation = OPERATIONS[name]
    operation(made(env, 1))  # what is asked for once in a process
    env.invalidate_all()
    statements = []
    for count in (FEW, MANY):
        records = made(env, count)
        statements.append(counted(env, lambda records=records: operation(records))[0])
    few, many = statements
    assert many == few
    assert 0 < many <= MOST[name]


def test_records_are_created_in_as_many_statements(env):
    made(env, 1)
    partners = env["small.partner"]
    few, _records = counted(env, lambda: partners.create([{"name": "x"}] * FEW))
    many, records = counted(env, lambda: partners.create([{"name": "x"}] * MANY))
    assert len(records) == MANY
    assert many == few <= 2
