from . import test_cases, test_forms, test_http, test_outcomes
