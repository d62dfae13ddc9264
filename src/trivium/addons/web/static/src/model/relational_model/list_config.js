/**
 * The config of the list of an x2many field.
 *
 * @param {any} record that the field belongs to
 * @param {string} name
 */
export function listConfig(record, name) {
    const { related, limit, defaultOrderBy, context } = record.activeFields[name];
    const field = record.fields[name];
    const inherited = Object.entries(record.context || {}).filter(([key]) => !/^(default_|search_default_|group_by$|.*_view_ref$)/.test(key));
    return {
        resModel: field.relation,
        activeFields: related?.activeFields || {},
        fields: related?.fields || {},
        relationField: field.relation_field || false,
        parentFieldName: name,
        isOne2Many: field.type === "one2many",
        offset: 0,
        limit: limit || 40,
        orderBy: defaultOrderBy || [],
        fieldContext: context,
        context: { ...Object.fromEntries(inherited), ...(typeof field.context === "object" ? field.context : {}) },
    };
}
