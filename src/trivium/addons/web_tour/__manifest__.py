{
    "name": "Tours",
    "version": "1.0",
    "category": "Technical",
    "summary": "Shows people the way, step by step, and walks it in tests",
    "description": "Tours point at what to click and type next. "
    "The same steps, done by themselves in a browser, are tests.",
    "author": "Trivium",
    "license": "LGPL-3",
    "depends": ["web"],
    "auto_install": True,
    "data": [
        "security/ir.model.access.csv",
        "views/tour_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["web_tour/static/src/**/*"],
        "web.assets_frontend": [
            "web_tour/static/src/tour_selector.js",
            "web_tour/static/src/tour_utils.js",
        ],
        "web.assets_tests": ["web_tour/static/tests/tours/**/*"],
    },
}
