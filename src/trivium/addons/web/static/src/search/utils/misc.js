/** Icons of the facets in the search bar, by kind of search item. */
export const FACET_ICONS = {
    filter: "fa fa-filter",
    groupBy: "oi oi-group",
    groupByAsc: "fa fa-sort-numeric-asc",
    groupByDesc: "fa fa-sort-numeric-desc",
    favorite: "fa fa-star",
};

/** Which of the tints of the design a facet has. */
export const FACET_COLORS = {
    filter: "accent",
    groupBy: "info",
    favorite: "warning",
};

/** Types of the fields that records can be grouped by. */
export const GROUPABLE_TYPES = [
    "boolean",
    "char",
    "date",
    "datetime",
    "integer",
    "many2one",
    "many2many",
    "selection",
    "tags",
];
