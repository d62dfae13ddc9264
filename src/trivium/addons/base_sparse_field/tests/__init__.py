from . import test_sparse_fields
