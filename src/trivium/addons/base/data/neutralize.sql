-- A copy of a database neither sends mail, nor runs jobs, nor calls other services.
UPDATE ir_mail_server SET active = false;
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
