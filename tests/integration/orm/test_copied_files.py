"""Copying records with files, lines and links, and computing files: few statements, however many records."""

import base64
import io

import pytest
from PIL import Image
from tests.support.extended import environment_on

from trivium.orm.commands import Command
from trivium.orm.registry import Registry


@pytest.fixture
def env(base_database):
    with environment_on(Registry(base_database)) as env:
        yield env


def picture(color):
    stream = io.BytesIO()
    Image.new("RGB", (300, 300), color).save(stream, "PNG")
    return base64.b64encode(stream.getvalue())


def partners(env, count):
    return env["res.partner"].create(
        [
            {
                "name": f"copied {n}",
                "image_1920": picture((n, 0, 0)),
                "category_id": [Command.create({"name": f"category {n} of {count}"})],
                "child_ids": [Command.create({"name": "child"})],
                "bank_ids": [Command.create({"acc_number": f"{count}-{n}"})],
            }
            for n in range(count)
        ]
    )


def statements(env, function):
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    result = function()
    env.flush_all()
    return result, env.cr.sql_log_count - before


def files(env, records):
    found = env["ir.attachment"].search(
        [("res_model", "=", "res.partner"), ("res_field", "!=", False), ("res_id", "in", records.ids)]
    )
    return {(file.res_id, file.res_field): file.checksum for file in found}


def test_copies_have_the_files_and_take_a_fixed_number_of_statements(env):
    one, many = partners(env, 1), partners(env, 5)
    one.copy()  # what is asked for once in a process
    _copy, few = statements(env, one.copy)
    copies, count = statements(env, many.copy)
    assert count == few
    assert copies.mapped("name") == [f"copied {n} (copy)" for n in range(5)]
    assert copies.category_id == many.category_id
    sizes = ("image_1920", "image_1024", "image_512", "image_256", "image_128")
    originals, copied = files(env, many), files(env, copies)
    for old, new in zip(many, copies, strict=True):
        assert [copied[new.id, name] for name in sizes] == [originals[old.id, name] for name in sizes]
    assert len({copied[record.id, "image_128"] for record in copies}) == 5


def test_images_of_many_records_are_written_together(env):
    few = statements(env, lambda: partners(env, 2))[1]
    few = statements(env, lambda: partners(env, 3))[1]
    assert statements(env, lambda: partners(env, 10))[1] == few


def test_scaled_images_follow_the_image(env):
    partner = partners(env, 1)
    env.flush_all()
    partner.image_1920 = picture("blue")
    blue = partner.image_128
    env.flush_all()
    env.invalidate_all()
    assert partner.image_128 == blue
    with Image.open(io.BytesIO(base64.b64decode(blue))) as scaled:
        assert scaled.size == (128, 128)
        assert scaled.convert("RGB").getpixel((5, 5)) == (0, 0, 255)
    partner.image_1920 = False
    env.flush_all()
    assert not files(env, partner)
    env.invalidate_all()
    assert partner.image_128 is False


@pytest.mark.parametrize("undo", [True, False])
def test_an_image_that_was_taken_back_leaves_no_scaled_one(env, undo):
    partner = env["res.partner"].create({"name": "Plain"})
    env.flush_all()
    try:
        with env.cr.savepoint():
            partner.image_1920 = picture("red")
            if undo:
                raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    env.flush_all()
    assert len(files(env, partner)) == (0 if undo else 5)
