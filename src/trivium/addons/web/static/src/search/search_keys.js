/** The parameters of a search that views are loaded by. */
export const SEARCH_KEYS = ["context", "domain", "groupBy", "orderBy"];
