from . import fields, ir_model_fields, sparse_fields_test
