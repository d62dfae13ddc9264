{
    "name": "IM Bus",
    "summary": "Messages to browsers as things happen",
    "description": "The bus tells open pages what happens on the server, by a websocket: other apps say what.",
    "category": "Technical",
    "version": "1.0",
    "author": "Trivium",
    "license": "LGPL-3",
    "depends": ["base", "web"],
    "auto_install": True,
    "data": [
        "security/ir.model.access.csv",
    ],
    "assets": {
        "web.assets_backend": [
            "bus/static/src/*.js",
            "bus/static/src/services/**/*.js",
        ],
        # for pages of other sites, which keep a connection of their own
        "bus.websocket_worker_assets": [
            "bus/static/src/websocket_client.js",
        ],
        "web.assets_frontend": [
            "bus/static/src/*.js",
            "bus/static/src/services/bus_service.js",
            "bus/static/src/services/presence_service.js",
        ],
    },
}
