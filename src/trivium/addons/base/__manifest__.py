{
    "name": "Base",
    "version": "1.3",
    "category": "Hidden",
    "summary": "What every app stands on",
    "description": "Contacts, companies, users and access, currencies, countries and languages, files, scheduled actions, settings.",
    "author": "Trivium",
    "license": "LGPL-3",
    "depends": [],
    "data": [
        "data/bootstrap.sql",
    ],
    "demo": [],
    "installable": True,
    "auto_install": True,
    "application": False,
}
