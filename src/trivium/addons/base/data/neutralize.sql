-- A copy of a database neither sends mail, nor runs jobs, nor calls other services.
-- It has no secret that is good elsewhere: keys, sessions, links to files, passwords of services.
UPDATE ir_mail_server SET active = false, smtp_user = NULL, smtp_pass = NULL,
    smtp_ssl_certificate = NULL, smtp_ssl_private_key = NULL;
-- an active server keeps the one of the configuration from being used; .invalid never resolves (RFC 2606)
INSERT INTO ir_mail_server (name, smtp_host, smtp_port, smtp_encryption, smtp_authentication, sequence, active)
VALUES ('Neutralized: sends nothing', 'neutralized.invalid', 25, 'none', 'login', 1, true);
-- what cleans up goes on: it reaches nobody
UPDATE ir_cron SET active = false WHERE id NOT IN (
    SELECT res_id FROM ir_model_data WHERE module = 'base' AND name = 'autovacuum_job' AND model = 'ir.cron'
);
UPDATE ir_act_server SET webhook_url = 'https://neutralized.invalid' WHERE webhook_url IS NOT NULL;
INSERT INTO ir_config_parameter (key, value) VALUES ('database.is_neutralized', 'true')
ON CONFLICT (key) DO UPDATE SET value = 'true';
DELETE FROM res_users_apikeys;
DELETE FROM res_users_apikeys_description;
DELETE FROM res_users_identitycheck;
DELETE FROM res_users_password_link;
DELETE FROM res_users_password_request;
DELETE FROM change_password_own;
DELETE FROM change_password_wizard;
UPDATE ir_attachment SET access_token = NULL WHERE access_token IS NOT NULL;
-- tables that are made when they are needed first
DO $$ BEGIN
    IF to_regclass('http_session') IS NOT NULL THEN DELETE FROM http_session; END IF;
    IF to_regclass('shared_value') IS NOT NULL THEN DELETE FROM shared_value; END IF;
END $$;
DELETE FROM ir_config_parameter
WHERE key ~* '(secret|token|password|passwd|api_?key|private_?key)$' AND key != 'database.secret';
UPDATE ir_config_parameter SET value = gen_random_uuid()::text WHERE key IN ('database.secret', 'database.uuid');
