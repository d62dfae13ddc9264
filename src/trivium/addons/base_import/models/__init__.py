from . import base, base_import, base_import_mapping
