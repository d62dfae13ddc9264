from . import (
    res_company,
    res_users,
    resource_calendar,
    resource_calendar_attendance,
    resource_calendar_intervals,
    resource_calendar_leaves,
    resource_calendar_planning,
    resource_mixin,
    resource_resource,
)
