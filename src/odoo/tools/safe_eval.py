"""Evaluating expressions and code that users wrote."""

from trivium.tools.safe_eval import *
from trivium.tools.safe_eval import test_expr, test_python_expr
