-- Who tests a copy signs in by password alone, and nothing in it opens the original.
UPDATE res_users SET totp_secret = NULL, totp_last_counter = 0 WHERE totp_secret IS NOT NULL;
DELETE FROM auth_totp_device;
DELETE FROM auth_totp_recovery;
DELETE FROM auth_totp_wizard;
