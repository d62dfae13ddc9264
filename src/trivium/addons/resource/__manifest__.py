{
    "name": "Resource",
    "version": "1.0",
    "category": "Technical",
    "summary": "Working hours, time off, and who or what works when",
    "description": "Calendars say when people and machines work; what is planned keeps to them, across time zones.",
    "author": "Trivium",
    "license": "LGPL-3",
    "depends": ["base", "web"],
    "data": [
        "security/ir.model.access.csv",
        "security/resource_security.xml",
        "views/resource_calendar_leaves_views.xml",
        "views/resource_resource_views.xml",
        "views/resource_calendar_views.xml",
        "data/resource_data.xml",
    ],
}
