from . import (
    base_document_layout,
    ir_http,
    ir_model,
    ir_ui_menu,
    ir_ui_view,
    properties_base_definition,
    res_config_settings,
    res_partner,
    res_users_settings,
    res_users_settings_embedded_action,
)
