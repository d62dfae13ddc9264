import { registry } from "@web/core/registry";
import { rpcBus } from "@web/core/network/rpc";

export const ERROR_INACCESSIBLE_OR_MISSING = Symbol("INACCESSIBLE OR MISSING RECORD ID");

/** Names of records, asked for together. */
export const nameService = {
    dependencies: ["orm"],
    async: ["loadDisplayNames"],
    start(env, { orm }) {
        /** @type {Record<string, Map<number, any>>} */
        let names = {};
        /** @type {Map<string, Set<number>>} */
        const wanted = new Map();
        /** @type {Promise<void> | null} */
        let asking = null;
        rpcBus.addEventListener("RPC:RESPONSE", (ev) => {
            const { data } = /** @type {CustomEvent} */ (ev).detail;
            const { model, method } = data?.params || {};
            if (["write", "web_save", "unlink"].includes(method)) {
                delete names[model];
            }
        });

        const ask = async () => {
            await Promise.resolve();
            const requests = [...wanted];
            wanted.clear();
            asking = null;
            await Promise.all(
                requests.map(async ([model, ids]) => {
                    const { records } = await orm.silent.webSearchRead(model, [["id", "in", [...ids]]], { specification: { display_name: {} }, context: { active_test: false } });
                    const known = (names[model] ??= new Map());
                    for (const id of ids) {
                        known.set(id, records.find((record) => record.id === id)?.display_name ?? ERROR_INACCESSIBLE_OR_MISSING);
                    }
                })
            );
        };

        return {
            /** @param {string} model @param {Record<number, string>} displayNames */
            addDisplayNames(model, displayNames) {
                names[model] ??= new Map();
                for (const [id, name] of Object.entries(displayNames)) {
                    names[model].set(Number(id), name);
                }
            },
            clear() {
                names = {};
            },
            /** @param {string} model @param {number[]} ids @returns {Promise<Record<number, any>>} */
            async loadDisplayNames(model, ids) {
                const missing = ids.filter((id) => !names[model]?.has(id));
                if (missing.length) {
                    if (!wanted.has(model)) {
                        wanted.set(model, new Set());
                    }
                    missing.forEach((id) => wanted.get(model).add(id));
                    asking ??= ask();
                    await asking;
                }
                return Object.fromEntries(ids.map((id) => [id, names[model]?.get(id) ?? ERROR_INACCESSIBLE_OR_MISSING]));
            },
        };
    },
};

registry.category("services").add("name", nameService);
