/** Fields of models that tests define: `name = fields.Char({ string: "Name" })`. */

export const FIELD = Symbol("field");

/** @param {string} type @param {any} [defaults] */
const maker = (type, defaults = {}) => (options = {}) => ({ [FIELD]: true, type, store: true, readonly: false, required: false, searchable: true, sortable: true, groupable: true, ...defaults, ...options });

export const Binary = maker("binary");
export const Boolean = maker("boolean");
export const Char = maker("char", { trim: true });
export const Date = maker("date");
export const Datetime = maker("datetime");
export const Float = maker("float");
export const Html = maker("html");
export const Image = maker("binary");
export const Integer = maker("integer");
export const Json = maker("json");
export const Many2many = maker("many2many", { context: {}, domain: [] });
export const Many2one = maker("many2one", { context: {}, domain: [] });
export const Many2oneReference = maker("many2one_reference");
export const Monetary = maker("monetary", { currency_field: "currency_id" });
export const One2many = maker("one2many", { context: {}, domain: [] });
export const Properties = maker("properties");
export const PropertiesDefinition = maker("properties_definition");
export const Reference = maker("reference");
export const Selection = maker("selection", { selection: [] });
export const Serialized = maker("serialized");
export const Text = maker("text");
/** @param {any} options with its type */
export const Generic = (options) => maker(options.type || "generic")(options);
