{
    "name": "Units of measure",
    "version": "1.0",
    "category": "Sales",
    "summary": "Quantities in pieces, lengths, weights, times ... and from one unit to the other",
    "description": "A unit is so much of another one; quantities and prices are converted between units that lead to "
    "the same one.",
    "author": "Trivium",
    "license": "LGPL-3",
    "depends": ["base"],
    "data": [
        "security/uom_security.xml",
        "security/ir.model.access.csv",
        "data/uom_data.xml",
        "views/uom_uom_views.xml",
    ],
}
