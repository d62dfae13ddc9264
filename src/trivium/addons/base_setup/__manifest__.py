{
    "name": "Initial Setup Tools",
    "version": "1.0",
    "category": "Technical",
    "summary": "The general settings",
    "description": "One page for users, languages, companies and what works with other services.",
    "author": "Trivium",
    "license": "LGPL-3",
    "depends": ["base", "web"],
    "auto_install": True,
    "data": [
        "data/base_setup_data.xml",
        "views/res_config_settings_views.xml",
        "views/res_partner_views.xml",
    ],
}
