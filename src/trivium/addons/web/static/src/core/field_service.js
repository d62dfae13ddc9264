import { registry } from "@web/core/registry";
import { Cache } from "@web/core/utils/cache";
import { rpcBus } from "@web/core/network/rpc";

/**
 * Descriptions of the fields of models, and of those behind paths like `partner_id.country_id`.
 */
export const fieldService = {
    dependencies: ["orm"],
    async: ["loadFields", "loadPath", "loadPropertyDefinitions", "loadFieldInfo"],
    start(env, { orm }) {
        const cache = new Cache(
            (model, options) => {
                const call = orm.call(model, "fields_get", [options.fieldNames, options.attributes]);
                call.catch(() => cache.clear(model, options));
                return call;
            },
            (model, options) => JSON.stringify([model, options.fieldNames, options.attributes])
        );
        rpcBus.addEventListener("CLEAR-CACHES", () => cache.invalidate());

        /** @param {string} model @param {{fieldNames?: string[] | false, attributes?: string[]}} [options] */
        async function loadFields(model, options = {}) {
            if (typeof model !== "string" || !model) {
                throw new Error(`Invalid model name: ${model}`);
            }
            return cache.read(model, options);
        }

        /** @param {any} definition @param {string} name of the field that holds the properties @param {string} recordName */
        const asField = (definition, name, recordName) => ({
            ...definition,
            name: `${name}.${definition.name}`,
            propertyName: definition.name,
            relation: definition.comodel,
            is_property: true,
            record_name: recordName,
            searchable: !["separator", "signature"].includes(definition.type),
            sortable: false,
            store: true,
        });

        /** @param {any} fieldDefs @param {string} name @param {any} [domain] of the records that define the properties */
        async function readDefinitions(fieldDefs, name, domain = []) {
            const { definition_record: record, definition_record_field: field } = fieldDefs[name];
            const { relation } = fieldDefs[record];
            const records = await orm.webSearchRead(relation, [[field, "!=", false], ...domain], { specification: { display_name: {}, [field]: {} } });
            return Object.fromEntries(
                records.records.flatMap((each) => (each[field] || []).map((definition) => [definition.name, asField(definition, name, each.display_name)]))
            );
        }

        /** @param {string} model @param {string} name @param {any} [domain] */
        async function loadPropertyDefinitions(model, name, domain) {
            return readDefinitions(await loadFields(model), name, domain);
        }

        /**
         * @param {string} model
         * @param {string} path
         * @param {boolean} [followRelationalProperties]
         * @returns {Promise<any>} `{names, modelsInfo}`, or `{isInvalid, names, modelsInfo}`
         */
        async function loadPath(model, path = "*", followRelationalProperties = false) {
            const names = path.split(".");
            const modelsInfo = [];
            let current = model;
            for (let index = 0; index < names.length; index++) {
                const fieldDefs = await loadFields(current);
                modelsInfo.push({ fieldDefs, resModel: current });
                const name = names[index];
                if (name === "*") {
                    return index === names.length - 1 ? { names, modelsInfo } : { isInvalid: "path", names, modelsInfo };
                }
                let definition = fieldDefs[name];
                if (!definition) {
                    return { isInvalid: "path", names, modelsInfo };
                }
                if (definition.type === "properties" && index < names.length - 1) {
                    const properties = await readDefinitions(fieldDefs, name);
                    modelsInfo.push({ resModel: current, fieldDefs: properties });
                    index++;
                    definition = properties[names[index]];
                    if (names[index] === "*") {
                        return { names, modelsInfo };
                    }
                    if (!definition || (!followRelationalProperties && index < names.length - 1)) {
                        return { isInvalid: "path", names, modelsInfo };
                    }
                }
                if (index < names.length - 1) {
                    if (!definition.relation) {
                        return { isInvalid: "path", names, modelsInfo };
                    }
                    current = definition.relation;
                }
            }
            return { names, modelsInfo };
        }

        /** @param {string} model @param {string} path */
        async function loadFieldInfo(model, path) {
            if (typeof path !== "string" || !path || path === "*") {
                return { resModel: model, fieldDef: null };
            }
            const { isInvalid, names, modelsInfo } = await loadPath(model, path);
            if (isInvalid) {
                return { resModel: model, fieldDef: null };
            }
            const { resModel, fieldDefs } = modelsInfo.at(-1);
            return { resModel, fieldDef: fieldDefs[names.at(-1)] };
        }

        return { loadFields, loadFieldInfo, loadPath, loadPropertyDefinitions };
    },
};

registry.category("services").add("field", fieldService);
