/**
 * Statements about values and elements. Each is noted in the test that runs; one that does not hold throws.
 */
import { isDisplayed, isVisible, queryAll, queryFirst, textOf, valueOf, waitUntil } from "@web/../tests/_framework/hoot/query";

/** @type {{assertions: number, expectedAssertions: number | null, steps: any[], errors: Error[], expectedErrors: number} | null} */
let current = null;

/** @param {typeof current} state of the test that begins; null when none runs */
export function follow(state) {
    current = state;
}

/** @param {any} value */
export function show(value) {
    if (value instanceof Element) {
        return value.outerHTML.replace(/(^<[^>]*>)[^]*/, "$1");
    }
    if (value instanceof Error || value instanceof RegExp || typeof value === "function") {
        return String(value);
    }
    try {
        return JSON.stringify(value, (_key, each) => (each === undefined ? "undefined" : each)) ?? String(value);
    } catch {
        return String(value);
    }
}

/** @param {any} one @param {any} other @param {boolean} [partly] whether `one` may have more than `other` */
export function isEqual(one, other, partly = false) {
    if (Object.is(one, other)) {
        return true;
    }
    if (typeof one !== "object" || typeof other !== "object" || !one || !other) {
        return false;
    }
    if (one instanceof Node || other instanceof Node) {
        return false;
    }
    if (one instanceof Date || one instanceof RegExp || one instanceof Error) {
        return one.constructor === other.constructor && String(one) === String(other) && Number(one) === Number(other) || String(one) === String(other);
    }
    if (Array.isArray(one) !== Array.isArray(other)) {
        return false;
    }
    if (one instanceof Set || one instanceof Map) {
        return one.constructor === other.constructor && isEqual([...one], [...other], partly);
    }
    const keys = Object.keys(other);
    if (!partly && Object.keys(one).length !== keys.length) {
        return false;
    }
    return (!Array.isArray(one) || one.length === other.length) && keys.every((key) => key in one && isEqual(one[key], other[key], partly));
}

/** @param {any} pattern a text or a regular expression @param {any} value */
const fits = (pattern, value) => (pattern instanceof RegExp ? pattern.test(value) : Object.is(pattern, value));
/** @param {any} target @param {(element: any) => boolean} holds */
const everyOne = (target, holds) => {
    const found = queryAll(target);
    return found.length > 0 && found.every(holds);
};
/** @param {any} error @param {any} matcher */
export const errorFits = (error, matcher) =>
    matcher === undefined || (typeof matcher === "function" ? error instanceof matcher : matcher instanceof RegExp ? matcher.test(error?.message ?? error) : matcher instanceof Error ? matcher.message === error?.message : String(error?.message ?? error).includes(String(matcher)));
/** @param {any} wanted @param {any} texts a value for each element, or one for all */
const perElement = (wanted, texts) => (Array.isArray(wanted) ? wanted.length === texts.length && wanted.every((each, index) => fits(each, texts[index])) : texts.length > 0 && texts.every((each) => fits(wanted, each)));
const squeeze = (text) => text.replace(/>\s+</g, "><").replace(/\s+/g, " ").trim();

/** Name -> whether the statement holds, and what there is instead. @type {Record<string, (actual: any, ...args: any[]) => boolean | [boolean, any]>} */
const MATCHERS = {
    toBe: (actual, wanted) => Object.is(actual, wanted),
    toEqual: (actual, wanted) => isEqual(actual, wanted),
    toMatchObject: (actual, wanted) => isEqual(actual, wanted, true),
    toBeCloseTo: (actual, wanted, { margin = 1, digits = 0 } = {}) => Math.abs(actual - wanted) <= (digits ? 0.5 * 10 ** -digits : margin),
    toBeGreaterThan: (actual, limit) => actual > limit,
    toBeLessThan: (actual, limit) => actual < limit,
    toBeWithin: (actual, low, high) => actual >= low && actual <= high,
    toBeInstanceOf: (actual, kind) => actual instanceof kind,
    toBeOfType: (actual, kind) => (kind === "array" ? Array.isArray(actual) : kind === "null" ? actual === null : kind === "integer" ? Number.isInteger(actual) : typeof actual === kind),
    toBeEmpty: (actual) => (typeof actual === "string" && queryAll(actual).length ? everyOne(actual, (each) => !each.childNodes.length && !each.value) : actual instanceof Node ? !actual.childNodes.length : actual == null || actual === false || Object.keys(actual).length === 0),
    toInclude: (actual, part) => (typeof actual === "string" || Array.isArray(actual) ? actual.includes(part) || (Array.isArray(actual) && actual.some((each) => isEqual(each, part))) : Array.isArray(part) ? isEqual(actual[part[0]], part[1]) : part in actual),
    toMatch: (actual, pattern) => (pattern instanceof RegExp ? pattern.test(actual) : String(actual).includes(pattern)),
    toSatisfy: (actual, predicate) => Boolean(predicate(actual)),
    toThrow(actual, matcher) {
        try {
            actual();
        } catch (error) {
            return [errorFits(error, matcher), error];
        }
        return [false, "no error"];
    },
    toHaveCount(target, wanted) {
        const { length } = queryAll(target);
        return [wanted === undefined ? length > 0 : length === wanted, length];
    },
    toHaveText(target, wanted, options = {}) {
        const texts = queryAll(target).map(textOf).map((text) => (options.raw ? text : text.replace(/[ \t]+/g, " ")));
        return [wanted === undefined ? texts.some(Boolean) : perElement(wanted, texts), texts];
    },
    toHaveValue(target, wanted) {
        const values = queryAll(target).map(valueOf);
        return [wanted === undefined ? values.some(Boolean) : Array.isArray(wanted) && values.length === 1 ? isEqual(wanted, values[0]) || perElement(wanted, values) : perElement(wanted, values), values];
    },
    toHaveClass(target, names) {
        const wanted = [names].flat().flatMap((each) => each.split(/\s+/));
        return [everyOne(target, (each) => wanted.every((name) => each.classList.contains(name))), queryAll(target).map((each) => each.className)];
    },
    toHaveAttribute(target, name, value) {
        const values = queryAll(target).map((each) => each.getAttribute(name));
        return [value === undefined ? values.length > 0 && values.every((each) => each !== null) : perElement(value === true ? "" : value instanceof RegExp ? value : String(value), values), values];
    },
    toHaveProperty(target, name, value) {
        const values = queryAll(target).map((each) => each[name]);
        return [value === undefined ? values.every((each) => each !== undefined) : values.length > 0 && values.every((each) => fits(value, each)), values];
    },
    toHaveStyle(target, wanted) {
        const all = typeof wanted === "string" ? Object.fromEntries(wanted.split(";").filter(Boolean).map((each) => each.split(":").map((part) => part.trim()))) : wanted;
        const styles = queryAll(target).map((each) => getComputedStyle(each));
        const alike = (has, value) => (value === undefined ? Boolean(has) : typeof value === "number" ? parseFloat(has) === value : fits(value, has));
        return [styles.length > 0 && styles.every((style) => Object.entries(all).every(([name, value]) => alike(style.getPropertyValue(name) || style[name], value))), ""];
    },
    toHaveInnerHTML: (target, wanted) => everyOne(target, (each) => fits(wanted instanceof RegExp ? wanted : squeeze(wanted), squeeze(each.innerHTML))),
    toHaveOuterHTML: (target, wanted) => everyOne(target, (each) => fits(wanted instanceof RegExp ? wanted : squeeze(wanted), squeeze(each.outerHTML))),
    toHaveRect(target, wanted) {
        const reference = wanted instanceof Element || typeof wanted === "string" ? queryFirst(wanted).getBoundingClientRect() : wanted;
        return everyOne(target, (each) => ["x", "y", "width", "height"].every((key) => reference[key] === undefined || Math.round(reference[key]) === Math.round(each.getBoundingClientRect()[key])));
    },
    toBeVisible: (target) => everyOne(target, isVisible),
    toBeDisplayed: (target) => everyOne(target, isDisplayed),
    toBeEnabled: (target) => everyOne(target, (each) => each.matches(":enabled")),
    toBeFocused: (target) => everyOne(target, (each) => each === each.ownerDocument.activeElement),
    toBeChecked: (target, { indeterminate = false } = {}) => everyOne(target, (each) => (each.matches("input") ? each : each.querySelector("input"))?.[indeterminate ? "indeterminate" : "checked"]),
    toBeReadonly: (target) => everyOne(target, (each) => each.readOnly),
    toBeRequired: (target) => everyOne(target, (each) => each.required),
    toBeInViewPort: (target) => everyOne(target, (each) => { const box = each.getBoundingClientRect(); return box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth; }), // prettier-ignore
};

/** @param {any} actual @param {{negated?: boolean, message?: string}} how */
function statements(actual, { negated = false } = {}) {
    const result = {};
    for (const [name, holds] of Object.entries(MATCHERS)) {
        result[name] = (...args) => {
            if (!current) {
                throw new Error(`expect(...).${name}() was called while no test runs`);
            }
            current.assertions++;
            const answer = holds(actual, ...args);
            const [ok, found] = Array.isArray(answer) ? answer : [answer, undefined];
            if (Boolean(ok) === negated) {
                const wanted = args.filter((each) => each !== undefined).map(show).join(", ");
                throw new Error(`expect(${show(actual)})${negated ? ".not" : ""}.${name}(${wanted})${found === undefined ? "" : `: there is ${show(found)}`}`);
            }
        };
    }
    return result;
}

/** @param {any} actual */
export function expect(actual) {
    const later = (rejects) =>
        new Proxy({}, {
            get: (_target, name) => async (...args) => {
                const value = await Promise.resolve(actual).then(
                    (each) => {
                        if (rejects) {
                            throw new Error("The promise was expected to be rejected");
                        }
                        return each;
                    },
                    (error) => {
                        if (!rejects) {
                            throw error;
                        }
                        return error;
                    }
                );
                return name === "toThrow" ? statements(() => { throw value; }).toThrow(...args) : statements(value)[name](...args); // prettier-ignore
            },
        }); // prettier-ignore
    return { ...statements(actual), not: statements(actual, { negated: true }), resolves: later(false), rejects: later(true) };
}

/** @param {any} value */
expect.step = (value) => {
    current?.steps.push(value);
};
/** @param {any[]} wanted @param {{ignoreOrder?: boolean, partial?: boolean}} [options] */
expect.verifySteps = (wanted, { ignoreOrder = false, partial = false } = {}) => {
    const found = current.steps.splice(0);
    const order = (list) => (ignoreOrder ? [...list].sort() : list);
    const kept = partial ? found.filter((each) => wanted.some((one) => isEqual(each, one))) : found;
    current.assertions++;
    if (!isEqual(order(kept), order(wanted))) {
        throw new Error(`These steps were expected: ${show(wanted)}, these happened: ${show(found)}`);
    }
};
/** @param {any[]} wanted @param {any} [options] */
expect.waitForSteps = async (wanted, options) => {
    await waitUntil(() => current.steps.length >= wanted.length, { timeout: 2000 }).catch(() => {}); // what is missing is told by the next line
    expect.verifySteps(wanted, options);
};
/** @param {number} count */
expect.assertions = (count) => {
    current.expectedAssertions = count;
};
/** @param {number} count of errors that nobody catches */
expect.errors = (count) => {
    current.expectedErrors = count;
};
/** @param {any[]} matchers */
expect.verifyErrors = (matchers) => {
    const found = current.errors.splice(0);
    current.expectedErrors = 0;
    current.assertions++;
    if (found.length !== matchers.length || !found.every((error, index) => errorFits(error, matchers[index]))) {
        throw new Error(`These errors were expected: ${show(matchers.map(String))}, these happened: ${show(found.map(String))}`);
    }
};
/** @param {any[]} matchers */
expect.waitForErrors = async (matchers) => {
    await waitUntil(() => current.errors.length >= matchers.length, { timeout: 2000 }).catch(() => {}); // as above
    expect.verifyErrors(matchers);
};
