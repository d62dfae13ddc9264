from . import (
    bus,
    bus_listener_mixin,
    ir_attachment,
    ir_http,
    ir_websocket,
    res_groups,
    res_partner,
    res_users,
    res_users_settings,
)
