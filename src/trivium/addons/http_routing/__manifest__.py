{
    "name": "Web Routing",
    "summary": "Pages in several languages, by their addresses",
    "description": "Addresses of pages for visitors begin with the language: /fr/shop. Errors have pages too.",
    "category": "Technical",
    "version": "1.0",
    "author": "Trivium",
    "license": "LGPL-3",
    "depends": ["web"],
    "data": [
        "views/http_routing_template.xml",
        "views/res_lang_views.xml",
    ],
}
