{
    "name": "API Documentation",
    "summary": "The reference of the external API, for those who may see it",
    "category": "Technical",
    "version": "1.0",
    "license": "LGPL-3",
    "depends": ["web"],
    "auto_install": True,
    "data": ["security/api_doc_security.xml", "views/docclient.xml"],
}
