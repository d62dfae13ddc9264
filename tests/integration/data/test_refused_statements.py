"""What the log has of statements that PostgreSQL refuses: no values, but for developers."""

import logging

import psycopg
import pytest

from trivium.data.sql import SQL
from trivium.tools.config import config

SECRET = "a secret value"
NUMBER = SQL("SELECT %s::text::integer", SECRET)
TWICE = SQL("INSERT INTO words VALUES (%s)", SECRET)


@pytest.fixture
def words(cr):
    """A table that has the secret already, and takes each word once."""
    cr.execute("CREATE TEMP TABLE words (word varchar CONSTRAINT words_once UNIQUE)")
    cr.execute(TWICE)
    return cr


REFUSED = {
    "a value that is no number": (lambda cr: cr.execute(NUMBER), "InvalidTextRepresentation, 22P02"),
    "values of a text": (lambda cr: cr.execute("SELECT %s::text::integer", [SECRET]), "22P02"),
    "a word for the second time": (lambda cr: cr.execute(TWICE), "23505, duplicate key value violates unique"),
    "many statements": (lambda cr: cr.executemany("INSERT INTO words VALUES (%s)", [["b"], [SECRET]]), "words_once"),
    "many rows": (lambda cr: cr.execute_values("INSERT INTO words VALUES %s", [["b"], [SECRET]]), "words_once"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_values_are_not_logged(words, caplog, what):
    run, reason = REFUSED[what]
    with caplog.at_level(logging.ERROR), pytest.raises(psycopg.Error), words.savepoint():
        run(words)
    (record,) = caplog.records
    assert "bad query" in record.getMessage()
    assert "%s" in record.getMessage()
    assert reason in record.getMessage()
    assert SECRET not in caplog.text


@pytest.mark.parametrize("what", REFUSED)
def test_developers_see_them(words, caplog, monkeypatch, what):
    monkeypatch.setitem(config, "dev_mode", ["xml"])
    with caplog.at_level(logging.ERROR), pytest.raises(psycopg.Error), words.savepoint():
        REFUSED[what][0](words)
    (record,) = caplog.records
    assert SECRET in record.getMessage()
