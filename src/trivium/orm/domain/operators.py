"""The operators of conditions and connectives, and which is whose opposite."""

from typing import Final

NOT: Final = "!"
AND: Final = "&"
OR: Final = "|"

STANDARD_OPERATORS: Final = frozenset(
    {
        "in", "not in", "<", "<=", ">", ">=",
        "like", "not like", "ilike", "not ilike", "=like", "not =like", "=ilike", "not =ilike",
        "any", "not any", "any!", "not any!",
    }
)  # fmt: skip
"""What remains after optimising: fields need to know these alone."""

CONDITION_OPERATORS: Final = STANDARD_OPERATORS | {"=", "!=", "==", "<>", "=?", "child_of", "parent_of"}

INTERNAL_OPERATORS: Final = frozenset({"any!", "not any!"})
"""They pass over access rules, so no list from outside may hold them."""

ALIASES: Final = {"==": "=", "<>": "!="}

OPPOSITES: Final = {
    "=": "!=",
    "in": "not in",
    "like": "not like",
    "ilike": "not ilike",
    "=like": "not =like",
    "=ilike": "not =ilike",
    "any": "not any",
    "any!": "not any!",
}
"""Positive operator -> the one that holds for exactly the other records."""

NEGATIVE_OPERATORS: Final = frozenset(OPPOSITES.values())
POSITIVE_OF: Final = {negative: positive for positive, negative in OPPOSITES.items()}
NEGATION: Final = OPPOSITES | POSITIVE_OF

INEQUALITY_OPPOSITES: Final = {"<": ">=", ">=": "<", ">": "<=", "<=": ">"}
"""Opposites among values; where there is no value, neither holds."""

LIKE_OPERATORS: Final = frozenset(operator for operator in STANDARD_OPERATORS if operator.endswith("like"))
ANY_OPERATORS: Final = frozenset({"any", "not any", "any!", "not any!"})
HIERARCHY_OPERATORS: Final = frozenset({"child_of", "parent_of"})

COLLECTION_TYPES: Final = (list, tuple, set, frozenset)
