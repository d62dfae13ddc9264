from . import test_base_setup
