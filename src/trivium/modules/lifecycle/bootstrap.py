"""The first rows of a database: what must be there before any data file can be loaded.

Every record says who created it, so the superuser comes first, with the partner and the company that a user needs.
Everything else about these records is in the data files of `base`, which find them by their external ids.
"""

from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL
from trivium.modules.signaling import create_tables

if TYPE_CHECKING:
    from trivium.orm.environment import Environment

__all__ = ["insert_first_rows", "is_initialized"]


def is_initialized(cr: Any) -> bool:
    """Tell whether the database has been set up."""
    cr.execute(SQL("SELECT to_regclass('ir_module_module') IS NOT NULL"))
    return bool(cr.fetchone()[0])


def insert_first_rows(env: "Environment") -> None:
    """Insert the superuser with partner and company, a currency for it, and the tables of signals."""
    create_tables(env.cr)
    now = SQL("now() AT TIME ZONE 'UTC'")
    env.cr.execute(
        SQL(
            """
            WITH currency AS (
                INSERT INTO res_currency (name, symbol, rounding, decimal_places, active, position)
                VALUES ('USD', '$', 0.01, 2, true, 'before') RETURNING id
            ), partners AS (
                INSERT INTO res_partner (name, complete_name, active, is_company, type, create_date, write_date)
                VALUES (%(company)s, %(company)s, true, true, 'contact', %(now)s, %(now)s),
                       ('System', 'System', false, false, 'contact', %(now)s, %(now)s)
                RETURNING id, is_company
            ), company AS (
                INSERT INTO res_company (name, partner_id, currency_id, active, create_date, write_date)
                SELECT %(company)s, p.id, c.id, true, %(now)s, %(now)s
                FROM partners p, currency c WHERE p.is_company
                RETURNING id
            ), users AS (
                INSERT INTO res_users (login, active, partner_id, company_id, share, create_date, write_date)
                SELECT '__system__', false, p.id, c.id, false, %(now)s, %(now)s
                FROM partners p, company c WHERE NOT p.is_company
                RETURNING id
            ), members AS (
                INSERT INTO res_company_users_rel (cid, user_id) SELECT c.id, u.id FROM company c, users u
            )
            INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
            SELECT 'base', 'USD', 'res.currency', id, false FROM currency
            UNION ALL
            SELECT 'base', CASE WHEN is_company THEN 'main_partner' ELSE 'partner_root' END, 'res.partner', id, true
            FROM partners
            UNION ALL SELECT 'base', 'main_company', 'res.company', id, true FROM company
            UNION ALL SELECT 'base', 'user_root', 'res.users', id, true FROM users
            """,
            company="My Company",
            now=now,
        )
    )
    env.invalidate_all(flush=False)
