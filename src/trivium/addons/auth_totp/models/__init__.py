from . import auth_totp_device, auth_totp_rate_limit_log, auth_totp_recovery, auth_totp_wizard, res_users
