{
    "name": "Contacts",
    "version": "1.0",
    "category": "Productivity",
    "sequence": 150,
    "summary": "People and companies, with their addresses",
    "description": "Customers, suppliers and colleagues in one address book: companies and the people who work there, "
    "addresses for invoices and deliveries, tags, bank accounts.",
    "author": "Trivium",
    "license": "LGPL-3",
    "depends": ["base", "web"],
    "data": [
        "views/contact_views.xml",
    ],
    "installable": True,
    "application": True,
}
