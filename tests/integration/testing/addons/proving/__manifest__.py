{
    "name": "Proving ground",
    "version": "19.0.1.0.0",
    "summary": "What the tests of the test tools run on",
    "category": "Hidden",
    "author": "The Trivium authors",
    "license": "LGPL-3",
    "depends": ["web"],
    "data": ["security/ir.model.access.csv", "views/proving_order_views.xml"],
}
