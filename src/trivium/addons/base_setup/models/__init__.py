from . import kpi_provider, res_config_settings, res_users
