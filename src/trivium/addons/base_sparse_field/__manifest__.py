{
    "name": "Sparse Fields",
    "version": "1.0",
    "category": "Technical",
    "summary": "Many fields that are rarely set, in one column",
    "description": "Fields with the attribute `sparse` keep their values in a serialized field instead of columns of "
    "their own: a table can have hundreds of them.",
    "author": "Trivium",
    "license": "LGPL-3",
    "depends": ["base"],
    "data": [
        "security/ir.model.access.csv",
        "views/ir_model_fields_views.xml",
    ],
}
