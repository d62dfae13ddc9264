{
    "name": "Base import",
    "version": "1.1",
    "category": "Tools",
    "summary": "Records from spreadsheets and CSV files",
    "description": "Choose a file, say which column is which field, see what is wrong in which row, import.",
    "author": "Trivium",
    "license": "LGPL-3",
    "depends": ["web"],
    "auto_install": True,
    "data": ["security/ir.model.access.csv", "security/base_import_rules.xml"],
    "assets": {"web.assets_backend": ["base_import/static/src/**/*"]},
}
