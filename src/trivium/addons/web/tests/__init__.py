from . import test_document_layout, test_js
