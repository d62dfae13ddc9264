import { EventBus, validate } from "@odoo/owl";

/** A key was asked for that nobody has registered. */
export class KeyNotFoundError extends Error {
    name = "KeyNotFoundError";
}

/** A key is registered already and `force` was not given. */
export class DuplicatedKeyError extends Error {
    name = "DuplicatedKeyError";
}

const DEFAULT_SEQUENCE = 50;

/**
 * An ordered collection of named values, with sub-registries called categories.
 * It triggers "UPDATE" with `{operation: "add"|"delete", key, value}` whenever it changes.
 * @template T
 */
export class Registry extends EventBus {
    /** @param {string} [name] */
    constructor(name) {
        super();
        this.name = name;
        /** @type {Record<string, [number, T]>} */
        this.content = {};
        /** @type {Record<string, Registry<any>>} */
        this.subRegistries = {};
        /** @type {T[] | null} */
        this.elements = null;
        /** @type {[string, T][] | null} */
        this.entries = null;
        /** @type {any} */
        this.validationSchema = null;
        this.addEventListener("UPDATE", () => {
            this.elements = null;
            this.entries = null;
        });
    }

    /**
     * @param {string} key
     * @param {T} value
     * @param {{force?: boolean, sequence?: number}} [options]
     * @returns {this}
     */
    add(key, value, { force, sequence } = {}) {
        if (this.validationSchema) {
            this.#check(key, value);
        }
        const known = this.content[key];
        if (known && !force) {
            throw new DuplicatedKeyError(
                `Cannot add key "${key}" in the "${this.name}" registry: it exists already (use force to replace it)`
            );
        }
        const position = sequence ?? (known ? known[0] : DEFAULT_SEQUENCE);
        this.content[key] = [position, value];
        this.trigger("UPDATE", { operation: "add", key, value });
        return this;
    }

    /**
     * @param {string} key
     * @param {...any} defaultValue returned instead of an error when the key is unknown
     * @returns {T}
     */
    get(key, ...defaultValue) {
        if (!this.contains(key)) {
            if (defaultValue.length) {
                return defaultValue[0];
            }
            throw new KeyNotFoundError(`Cannot find key "${key}" in the "${this.name}" registry`);
        }
        return this.content[key][1];
    }

    /** @param {string} key */
    contains(key) {
        return Object.hasOwn(this.content, key);
    }

    /** @returns {T[]} the values by sequence, then by order of arrival */
    getAll() {
        this.elements ??= this.getEntries().map(([, value]) => value);
        return this.elements.slice();
    }

    /** @returns {[string, T][]} */
    getEntries() {
        this.entries ??= Object.entries(this.content)
            .sort(([, a], [, b]) => a[0] - b[0])
            .map(([key, [, value]]) => [key, value]);
        return this.entries.slice();
    }

    /** @param {string} key */
    remove(key) {
        const known = this.content[key];
        delete this.content[key];
        this.trigger("UPDATE", { operation: "delete", key, value: known?.[1] });
    }

    /**
     * @param {string} subcategory
     * @returns {Registry<any>}
     */
    category(subcategory) {
        this.subRegistries[subcategory] ??= new Registry(subcategory);
        return this.subRegistries[subcategory];
    }

    /**
     * Holds every present and future value to an OWL validation schema.
     * @param {any} schema
     */
    addValidation(schema) {
        if (this.validationSchema) {
            throw new Error(`The "${this.name}" registry has a validation schema already`);
        }
        this.validationSchema = schema;
        for (const [key, value] of this.getEntries()) {
            this.#check(key, value);
        }
    }

    /**
     * @param {string} key
     * @param {any} value
     */
    #check(key, value) {
        try {
            validate(value, this.validationSchema);
        } catch (error) {
            throw new Error(`Invalid value for key "${key}" in the "${this.name}" registry: ${error.message}`, {
                cause: error,
            });
        }
    }
}

export const registry = new Registry("root");
