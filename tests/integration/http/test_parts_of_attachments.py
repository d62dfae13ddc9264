"""Attachments in parts, and those that a client has already: RFC 9110, sections 13 and 14."""

import email
import email.policy

import pytest

from trivium.modules.lifecycle import environment

CONTENT = bytes(range(256)) * 20


@pytest.fixture(scope="module")
def path(served):
    """The address of an attachment that anybody may read."""
    with environment(served.db) as env:
        values = {"name": "a.bin", "raw": CONTENT, "mimetype": "application/octet-stream", "public": True}
        attachment_id = env["ir.attachment"].create(values).id
        env.cr.commit()
    return f"/web/content/{attachment_id}"


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [("bytes=0-0", 0, 0), ("bytes=10-19", 10, 19), ("bytes=5000-", 5000, 5119), ("bytes=-20", 5100, 5119),
     ("bytes=5110-9999", 5110, 5119)],
)  # fmt: skip
def test_a_part_is_what_was_asked_for(visitor, path, wanted, first, last):
    answer = visitor.get(path, headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (206, CONTENT[first : last + 1])
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(CONTENT)}"
    assert answer.headers["Content-Length"] == str(last - first + 1)


def test_a_part_behind_the_end_does_not_exist(visitor, path):
    answer = visitor.get(path, headers={"Range": "bytes=6000-7000"})
    assert answer.status_code == 416
    assert visitor.get(path).content == CONTENT


@pytest.mark.parametrize("wanted", ["bytes=x-y", "bytes", "bytes=5-2", "bytes=-0", "bytes=--5", "bytes=5120-"])
def test_what_names_no_part_gets_the_refusal_of_one(visitor, path, wanted):
    answer = visitor.get(path, headers={"Range": wanted})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")


@pytest.mark.parametrize(
    "wanted",
    ["items=0-9", "seconds=1-2", "items", "items=0-1,3-4", "bytes=5-6,0-1", "bytes=0-9,5-14", "bytes=0-1,x",
     "bytes=" + ",".join(f"{index * 2}-{index * 2}" for index in range(60))],
)  # fmt: skip
def test_units_that_are_not_known_and_vain_parts_are_answered_by_the_whole(visitor, path, wanted):
    answer = visitor.get(path, headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (200, CONTENT)


def parts_of(answer):
    """Return the parts of an answer, each as (Content-Range, content)."""
    assert answer.headers["Content-Length"] == str(len(answer.content))
    head = f"Content-Type: {answer.headers['Content-Type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + answer.content, policy=email.policy.HTTP)
    return [(part["Content-Range"], part.get_payload(decode=True)) for part in message.iter_parts()]


@pytest.mark.parametrize(
    ("wanted", "spans"),
    [
        ("bytes=0-1,5-6", [(0, 2), (5, 7)]),
        ("bytes=0-0, 10-19,5100-", [(0, 1), (10, 20), (5100, 5120)]),
        ("bytes=0-9,-10", [(0, 10), (5110, 5120)]),
        ("bytes=0-1, 9999-10000", [(0, 2)]),
        ("bytes=0-2559,2560-9999", [(0, 2560), (2560, 5120)]),
    ],
)
def test_several_parts_come_one_after_another(visitor, path, wanted, spans):
    answer = visitor.get(path, headers={"Range": wanted})
    assert answer.status_code == 206
    assert answer.headers["Content-Type"].startswith("multipart/byteranges; boundary=")
    assert "Content-Range" not in answer.headers
    assert answer.headers["ETag"] == visitor.get(path).headers["ETag"]
    expected = [(f"bytes {first}-{end - 1}/{len(CONTENT)}", CONTENT[first:end]) for first, end in spans]
    assert parts_of(answer) == expected


def test_several_parts_behind_the_end_do_not_exist(visitor, path):
    answer = visitor.get(path, headers={"Range": "bytes=6000-6001,7000-"})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")


def test_several_parts_of_what_has_changed_are_not_given(visitor, path):
    first = visitor.get(path).headers
    headers = {"Range": "bytes=0-1,5-6"}
    for name in ("ETag", "Last-Modified"):
        assert visitor.get(path, headers=headers | {"If-Range": first[name]}).status_code == 206
    changed = visitor.get(path, headers=headers | {"If-Range": '"another"'})
    assert (changed.status_code, changed.content) == (200, CONTENT)


def test_what_a_client_has_is_not_sent_again_in_parts(visitor, path):
    headers = {"Range": "bytes=0-9", "If-None-Match": visitor.get(path).headers["ETag"]}
    assert visitor.get(path, headers=headers).status_code == 304
    assert visitor.get(path, headers=headers | {"If-None-Match": '"other"'}).status_code == 206


def test_a_head_has_no_parts(visitor, path):
    answer = visitor.head(path, headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, str(len(CONTENT)))


def test_static_files_have_parts_by_the_same_rules(visitor):
    file = "/web/static/img/favicon.svg"
    whole = visitor.get(file).content
    for wanted, status, content in (
        ("bytes=0-9", 206, whole[:10]),
        ("items=0-9", 200, whole),
    ):
        answer = visitor.get(file, headers={"Range": wanted})
        assert (answer.status_code, answer.content) == (status, content)
    assert visitor.get(file, headers={"Range": "bytes=9999999-"}).status_code == 416
    several = parts_of(visitor.get(file, headers={"Range": "bytes=0-1,3-4"}))
    assert several == [(f"bytes 0-1/{len(whole)}", whole[:2]), (f"bytes 3-4/{len(whole)}", whole[3:5])]


def test_a_part_of_what_has_changed_is_not_given(visitor, path):
    tag = visitor.get(path).headers["ETag"]
    headers = {"Range": "bytes=0-9"}
    assert visitor.get(path, headers=headers | {"If-Range": tag}).status_code == 206
    changed = visitor.get(path, headers=headers | {"If-Range": '"another"'})
    assert (changed.status_code, changed.content) == (200, CONTENT)


def test_what_a_client_has_is_not_sent_again(visitor, path):
    first = visitor.get(path)
    assert first.headers["Accept-Ranges"] == "bytes"
    for headers in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-None-Match": f'"other", {first.headers["ETag"]}'},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = visitor.get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    assert visitor.get(path, headers={"If-None-Match": '"other"'}).content == CONTENT


def test_new_content_has_a_new_tag(visitor, path):
    tag = visitor.get(path).headers["ETag"]
    with environment(visitor.served.db) as env:
        attachment = env["ir.attachment"].browse(int(path.rpartition("/")[2]))
        attachment.raw = CONTENT[::-1]
        env.cr.commit()
    answer = visitor.get(path, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (200, CONTENT[::-1])
    with environment(visitor.served.db) as env:
        env["ir.attachment"].browse(attachment.id).raw = CONTENT
        env.cr.commit()


def test_the_head_alone(visitor, path):
    answer = visitor.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(CONTENT))
