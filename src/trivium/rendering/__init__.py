"""What people see is made here: views, templates, assets, reports."""
