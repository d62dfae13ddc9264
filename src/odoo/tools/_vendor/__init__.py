"""Libraries that 19.0 carries along; addons import some of them from here."""
