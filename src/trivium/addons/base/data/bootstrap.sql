-- What everything else refers to: a currency, a company, the system and the administrator. Each record needs the
-- others, so they are made below the models, once, before any data file; the data files then complete them.
DO $bootstrap$
DECLARE
    euro integer;
BEGIN
    IF EXISTS (SELECT 1 FROM res_users WHERE id = 1) THEN
        RETURN;
    END IF;

    INSERT INTO res_currency (name, symbol, rounding, decimal_places, position, active)
    VALUES ('EUR', '€', 0.01, 2, 'after', TRUE)
    RETURNING id INTO euro;

    INSERT INTO res_partner (id, name, complete_name, type, active, is_company, lang, partner_share, commercial_partner_id, commercial_company_name, color)
    VALUES (1, 'My Company', 'My Company', 'contact', TRUE, TRUE, 'en_US', TRUE, 1, 'My Company', 0),
           (2, 'System', 'System', 'contact', FALSE, FALSE, 'en_US', FALSE, 2, NULL, 0),
           (3, 'Administrator', 'Administrator', 'contact', TRUE, FALSE, 'en_US', FALSE, 3, NULL, 0);

    INSERT INTO res_company (id, name, partner_id, currency_id, sequence, active, parent_path, font, layout_background, uses_default_logo)
    VALUES (1, 'My Company', 1, euro, 0, TRUE, '1/', 'Lato', 'Blank', TRUE);

    INSERT INTO res_users (id, login, active, partner_id, company_id, share)
    VALUES (1, '__system__', FALSE, 2, 1, FALSE),
           (2, 'admin', TRUE, 3, 1, FALSE);

    INSERT INTO res_company_users_rel (cid, user_id) VALUES (1, 1), (1, 2);

    UPDATE res_partner SET create_uid = 1, write_uid = 1, create_date = now() AT TIME ZONE 'UTC', write_date = now() AT TIME ZONE 'UTC' WHERE id IN (1, 2, 3);
    UPDATE res_users SET create_uid = 1, write_uid = 1, create_date = now() AT TIME ZONE 'UTC', write_date = now() AT TIME ZONE 'UTC' WHERE id IN (1, 2);
    UPDATE res_company SET create_uid = 1, write_uid = 1, create_date = now() AT TIME ZONE 'UTC', write_date = now() AT TIME ZONE 'UTC' WHERE id = 1;
    UPDATE res_currency SET create_uid = 1, write_uid = 1, create_date = now() AT TIME ZONE 'UTC', write_date = now() AT TIME ZONE 'UTC' WHERE id = euro;

    PERFORM setval(pg_get_serial_sequence('res_partner', 'id'), 3);
    PERFORM setval(pg_get_serial_sequence('res_company', 'id'), 1);
    PERFORM setval(pg_get_serial_sequence('res_users', 'id'), 2);

    INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
    VALUES ('base', 'EUR', 'res.currency', euro, TRUE),
           ('base', 'main_partner', 'res.partner', 1, TRUE),
           ('base', 'partner_root', 'res.partner', 2, TRUE),
           ('base', 'partner_admin', 'res.partner', 3, TRUE),
           ('base', 'main_company', 'res.company', 1, TRUE),
           ('base', 'user_root', 'res.users', 1, TRUE),
           ('base', 'user_admin', 'res.users', 2, TRUE);
END
$bootstrap$;
