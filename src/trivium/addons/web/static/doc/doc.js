/**
 * The reference of the external API: models on the left, fields and methods of the chosen one on the right.
 * Everything shown comes from the server, for the rights of who looks.
 */

/**
 * @typedef {{model: string, name: string, methods: string[]}} Entry
 * @typedef {{string?: string, type: string, relation?: string, required?: boolean, readonly?: boolean}} Field
 * @typedef {{signature: string, doc: string, module: string, parameters: Object<string, {default?: unknown}>}} Method
 * @typedef {{model: string, name: string, doc: string | null, fields: Object<string, Field>, methods: Object<string, Method>}} Detail
 */

const search = /** @type {HTMLInputElement} */ (document.getElementById("search"));
const list = /** @type {HTMLElement} */ (document.getElementById("models"));
const detail = /** @type {HTMLElement} */ (document.getElementById("detail"));

/** @type {Entry[]} */
let entries = [];

/**
 * @param {string} tag
 * @param {Object<string, string>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
}

/**
 * @param {string} path
 * @returns {Promise<any>}
 */
async function load(path) {
    const response = await fetch(path, { headers: { Accept: "application/json" } });
    const body = await response.json();
    if (!response.ok) {
        throw new Error(body.message || response.statusText);
    }
    return body;
}

/** @param {Entry} entry */
function matches(entry) {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const text = `${entry.model} ${entry.name} ${entry.methods.join(" ")}`.toLowerCase();
    return words.every((word) => text.includes(word));
}

function showList() {
    const current = location.pathname.split("/")[2];
    const found = entries.filter(matches);
    list.replaceChildren(
        ...found.map((entry) =>
            element(
                "a",
                { href: `/doc/${entry.model}`, ...(entry.model === current ? { "aria-current": "page" } : {}) },
                element("strong", {}, entry.model),
                element("span", {}, entry.name),
            ),
        ),
    );
    if (!found.length) {
        list.append(element("p", {}, "No model has these words. Try fewer."));
    }
}

/** @param {Field} field */
function describe(field) {
    const parts = [field.relation ? `${field.type} → ${field.relation}` : field.type];
    if (field.required) {
        parts.push("required");
    }
    if (field.readonly) {
        parts.push("readonly");
    }
    return parts.join(", ");
}

/**
 * @param {Detail} model
 * @param {string} name
 * @param {Method} method
 */
function example(model, name, method) {
    const body = Object.fromEntries(
        Object.entries(method.parameters)
            .filter(([, parameter]) => !("default" in parameter))
            .map(([key]) => [key, null]),
    );
    return `POST /json/2/${model.model}/${name}\nAuthorization: bearer <API key>\n\n${JSON.stringify(body)}`;
}

/** @param {Detail} model */
function showDetail(model) {
    const fields = Object.entries(model.fields).sort(([a], [b]) => a.localeCompare(b));
    detail.replaceChildren(
        element("h1", {}, model.name, " ", element("code", {}, model.model)),
        element("p", {}, model.doc || ""),
        element("h2", {}, "Fields"),
        element(
            "table",
            {},
            ...fields.map(([name, field]) =>
                element(
                    "tr",
                    {},
                    element("th", { scope: "row" }, element("code", {}, name)),
                    element("td", {}, field.string || ""),
                    element("td", {}, describe(field)),
                ),
            ),
        ),
        element("h2", {}, "Methods"),
        ...Object.entries(model.methods).map(([name, method]) =>
            element(
                "details",
                {},
                element("summary", {}, element("code", {}, `${name}${method.signature}`)),
                element("p", {}, method.doc),
                element("pre", {}, example(model, name, method)),
            ),
        ),
    );
    document.title = `${model.model} · External API`;
}

async function start() {
    try {
        entries = (await load("/doc/index.json")).models;
        showList();
        const current = location.pathname.split("/")[2];
        if (current && current !== "index.html") {
            showDetail(await load(`/doc/${current}.json`));
        }
    } catch (error) {
        detail.replaceChildren(element("p", { role: "alert" }, String(error instanceof Error ? error.message : error)));
    }
}

search.addEventListener("input", showList);
start();
