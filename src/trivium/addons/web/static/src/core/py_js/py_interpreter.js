import { BUILTINS, EvaluationError, execOnIterable } from "@web/core/py_js/py_builtin";
import { NotSupportedError, PyDate, PyDateTime, PyRelativeDelta, PyTime, PyTimeDelta } from "@web/core/py_js/py_date";
import { AST } from "@web/core/py_js/py_parser";
import { PY_DICT } from "@web/core/py_js/py_utils";

const isTrue = BUILTINS.bool;
const isDelta = (value) => value instanceof PyTimeDelta;

/** Python orders numbers, then dictionaries, lists, texts; nothing is the smallest. @param {any} value */
function rank(value) {
    if (value === null || value === undefined) {
        return 0;
    }
    if (typeof value === "number" || typeof value === "boolean" || value instanceof PyDate || isDelta(value)) {
        return 1;
    }
    if (typeof value === "object" && !Array.isArray(value)) {
        return 2;
    }
    return Array.isArray(value) ? 3 : 4;
}

/** @param {any} left @param {any} right @returns {boolean} */
function isLess(left, right) {
    const [a, b] = [rank(left), rank(right)];
    if (a !== b) {
        return a < b;
    }
    if (Array.isArray(left)) {
        const index = left.findIndex((item, position) => !isEqual(item, right[position]));
        return index === -1 ? left.length < right.length : index < right.length && isLess(left[index], right[index]);
    }
    return left < right;
}

/** @param {any} left @param {any} right @returns {boolean} */
function isEqual(left, right) {
    if (left === right) {
        return true;
    }
    if (typeof left?.isEqual === "function") {
        return left.isEqual(right);
    }
    if (typeof left !== typeof right) {
        const numbers = [left, right].every((value) => ["boolean", "number"].includes(typeof value));
        return (numbers && Number(left) === Number(right)) || (left == null && right == null);
    }
    if (Array.isArray(left)) {
        return Array.isArray(right) && left.length === right.length && left.every((item, index) => isEqual(item, right[index]));
    }
    if (left instanceof Set) {
        return right instanceof Set && left.size === right.size && [...left].every((item) => right.has(item));
    }
    if (left && right && typeof left === "object") {
        const keys = Object.keys(left);
        return keys.length === Object.keys(right).length && keys.every((key) => key in right && isEqual(left[key], right[key]));
    }
    return false;
}

/** @param {any} item @param {any} container */
function isIn(item, container) {
    if (typeof container === "string") {
        return typeof item === "string" && container.includes(item);
    }
    if (Array.isArray(container)) {
        return container.some((each) => isEqual(each, item));
    }
    if (container instanceof Set) {
        return [...container].some((each) => isEqual(each, item));
    }
    if (container && typeof container === "object") {
        return item in container;
    }
    return false;
}

/** @param {any} a @param {any} b */
function add(a, b) {
    if (a instanceof PyDate && (isDelta(b) || b instanceof PyRelativeDelta)) {
        return a.add(b);
    }
    if (b instanceof PyDate && (isDelta(a) || a instanceof PyRelativeDelta)) {
        return b.add(a);
    }
    if (isDelta(a) && isDelta(b)) {
        return a.add(b);
    }
    if (a instanceof PyRelativeDelta && b instanceof PyRelativeDelta) {
        return combine(a, b);
    }
    if (Array.isArray(a) && Array.isArray(b)) {
        return [...a, ...b];
    }
    if (a?.constructor === Object || b?.constructor === Object || a == null || b == null) {
        throw new EvaluationError("These two values cannot be added");
    }
    return a + b;
}

/** @param {PyRelativeDelta} a @param {PyRelativeDelta} b */
function combine(a, b) {
    const params = { ...a.params };
    for (const [key, value] of Object.entries(b.params)) {
        const relative = key.endsWith("s");
        params[key] = relative ? params[key] + value : (value ?? params[key]);
    }
    return new PyRelativeDelta(params);
}

/** @param {any} a @param {any} b */
function subtract(a, b) {
    if (a instanceof PyDate || isDelta(a)) {
        return a.subtract(b);
    }
    if (a instanceof PyRelativeDelta && b instanceof PyRelativeDelta) {
        return combine(a, b.negate());
    }
    if (a instanceof Set && b instanceof Set) {
        return new Set([...a].filter((item) => !b.has(item)));
    }
    return a - b;
}

/** @param {any} a @param {any} b */
function multiply(a, b) {
    if (isDelta(a)) {
        return a.multiply(b);
    }
    if (isDelta(b)) {
        return b.multiply(a);
    }
    if (typeof a === "string") {
        return a.repeat(Math.max(0, b));
    }
    return a * b;
}

/** @param {any} a @param {any} b */
function floorDivide(a, b) {
    return isDelta(a) ? PyTimeDelta.ofMicroseconds(Math.floor(a.totalMicroseconds / b)) : Math.floor(a / b);
}

/** The remainder has the sign of the divisor; with a text at the left it fills the text in. @param {any} a @param {any} b */
function modulo(a, b) {
    if (typeof a !== "string") {
        return ((a % b) + b) % b;
    }
    const values = Array.isArray(b) ? [...b] : [b];
    return a.replace(/%(?:\((\w+)\))?([sdf%])/g, (_, name, code) => {
        if (code === "%") {
            return "%";
        }
        const value = name ? b[name] : values.shift();
        return code === "d" ? String(Math.trunc(value)) : code === "f" ? Number(value).toFixed(6) : BUILTINS.str(value);
    });
}

const BINARY = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": (a, b) => (isDelta(a) ? a.divide(b) : a / b),
    "//": floorDivide,
    "%": modulo,
    "**": (a, b) => a ** b,
    "==": isEqual,
    "!=": (a, b) => !isEqual(a, b),
    "<>": (a, b) => !isEqual(a, b),
    is: isEqual,
    "is not": (a, b) => !isEqual(a, b),
    "<": isLess,
    ">": (a, b) => isLess(b, a),
    "<=": (a, b) => isEqual(a, b) || isLess(a, b),
    ">=": (a, b) => isEqual(a, b) || isLess(b, a),
    in: isIn,
    "not in": (a, b) => !isIn(a, b),
    "|": (a, b) => (a instanceof Set ? new Set([...a, ...b]) : a | b),
    "&": (a, b) => (a instanceof Set ? new Set([...a].filter((item) => b.has(item))) : a & b),
    "^": (a, b) => a ^ b,
    "<<": (a, b) => a << b,
    ">>": (a, b) => a >> b,
};

const UNARY = {
    "-": (value) => (value instanceof PyRelativeDelta || isDelta(value) ? value.negate() : -value),
    "+": (value) => value,
    "~": (value) => ~value,
    not: (value) => !isTrue(value),
};

const CLASSES = new Set([PyDate, PyDateTime, PyTime, PyTimeDelta, PyRelativeDelta]);

/** Attributes of values that an expression may read: never JavaScript's own inner life. */
const METHODS = {
    dict: {
        // the last argument is the object of keyword arguments
        get: (object) => (key, ...rest) => (Object.hasOwn(object, key) ? object[key] : rest.length > 1 ? rest[0] : null),
        keys: (object) => () => Object.keys(object),
        values: (object) => () => Object.values(object),
        items: (object) => () => Object.entries(object),
    },
    string: {
        lower: (text) => () => text.toLowerCase(),
        upper: (text) => () => text.toUpperCase(),
        strip: (text) => () => text.trim(),
        startswith: (text) => (start) => text.startsWith(start),
        endswith: (text) => (end) => text.endsWith(end),
        split: (text) => (separator) => (typeof separator === "string" ? text.split(separator) : text.trim().split(/\s+/)),
        join: (text) => (items) => [...items].join(text),
        replace: (text) => (from, to) => text.replaceAll(from, to),
    },
    set: {
        intersection: (set) => (...args) => new Set([...set].filter((item) => new Set(toArray(args[0])).has(item))),
        difference: (set) => (...args) => new Set([...set].filter((item) => !new Set(toArray(args[0])).has(item))),
        union: (set) => (...args) => new Set([...set, ...toArray(args[0])]),
    },
};

/** The argument of a method of a set; without one the keyword arguments are there. @param {any} value */
function toArray(value) {
    return value?.constructor === Object ? [] : execOnIterable(value, (iterable) => [...iterable]);
}

/** @param {any} value */
function kindOf(value) {
    if (typeof value === "string") {
        return "string";
    }
    if (value instanceof Set) {
        return "set";
    }
    return value && typeof value === "object" && !Array.isArray(value) && !(value instanceof PyDate) && !isDelta(value) ? "dict" : null;
}

/** @param {any} target @param {string} key */
function attribute(target, key) {
    if (target === null || target === undefined) {
        throw new EvaluationError(`There is no "${key}" of nothing`);
    }
    if (target instanceof PyDate || isDelta(target) || target instanceof PyRelativeDelta || CLASSES.has(target)) {
        if (key.startsWith("_") || ["constructor", "prototype"].includes(key)) {
            throw new NotSupportedError(`"${key}" cannot be used in an expression`);
        }
        const value = target[key];
        return typeof value === "function" && !CLASSES.has(value) ? value.bind(target) : value;
    }
    const kind = kindOf(target);
    if (kind === "dict" && Object.hasOwn(target, key)) {
        return target[key];
    }
    const method = kind && METHODS[kind][key];
    if (method && Object.hasOwn(METHODS[kind], key)) {
        return method(target);
    }
    if (kind === "dict" || kind === null) {
        // proxies and instances (a record's evaluation context) answer for themselves, functions stay out
        const value = target[key];
        return typeof value === "function" ? undefined : value;
    }
    throw new EvaluationError(`A ${kind} has no "${key}"`);
}

/** @param {any} target @param {any} key */
function item(target, key) {
    if (Array.isArray(target) || typeof target === "string") {
        return target.at(key);
    }
    if (target && typeof target === "object" && (Object.hasOwn(target, key) || Object.getPrototypeOf(target) === PY_DICT)) {
        return target[key];
    }
    throw new EvaluationError(`There is no item "${key}"`);
}

/**
 * The value of a parsed expression.
 * @param {any} ast
 * @param {Record<string, any>} [context] what its names mean
 * @returns {any}
 */
export function evaluate(ast, context = {}) {
    /** @type {Record<string, any>} */
    let scope = context;

    const lookup = (name) => {
        if (name in scope) {
            return scope[name];
        }
        if (name === "uid" && context.context?.uid !== undefined) {
            return context.context.uid;
        }
        if (Object.hasOwn(BUILTINS, name)) {
            return BUILTINS[name];
        }
        throw new EvaluationError(`Name '${name}' is not defined`);
    };

    const call = (node) => {
        const fn = run(node.fn);
        const args = node.args.map(run);
        const kwargs = Object.fromEntries(Object.entries(node.kwargs).map(([name, value]) => [name, run(value)]));
        if (CLASSES.has(fn)) {
            return fn.create(...args, kwargs);
        }
        if (typeof fn !== "function") {
            throw new EvaluationError("Only functions can be called");
        }
        return fn(...args, kwargs);
    };

    const comprehension = (node) => {
        const outer = scope;
        const result = [];
        for (const value of execOnIterable(run(node.iterable), (iterable) => [...iterable])) {
            const names = node.names.length === 1 ? { [node.names[0]]: value } : Object.fromEntries(node.names.map((name, index) => [name, value[index]]));
            scope = Object.assign(Object.create(outer), names);
            if (!node.condition || isTrue(run(node.condition))) {
                result.push(run(node.element));
            }
        }
        scope = outer;
        return result;
    };

    const run = (node) => {
        switch (node.type) {
            case AST.NUMBER:
            case AST.STRING:
            case AST.BOOLEAN:
                return node.value;
            case AST.NONE:
                return null;
            case AST.NAME:
                return lookup(node.value);
            case AST.LIST:
            case AST.TUPLE:
                return node.value.map(run);
            case AST.DICT:
                return Object.fromEntries(Object.entries(node.value).map(([key, value]) => [key, run(value)]));
            case AST.UNARY:
                return UNARY[node.op](run(node.right));
            case AST.BINARY:
                return BINARY[node.op](run(node.left), run(node.right));
            case AST.LOGICAL: {
                const left = run(node.left);
                return isTrue(left) === (node.op === "and") ? run(node.right) : left;
            }
            case AST.IF:
                return isTrue(run(node.condition)) ? run(node.ifTrue) : run(node.ifFalse);
            case AST.ATTRIBUTE:
                return attribute(run(node.obj), node.key);
            case AST.LOOKUP:
                return item(run(node.target), run(node.key));
            case AST.CALL:
                return call(node);
            case AST.COMPREHENSION:
                return comprehension(node);
        }
        throw new EvaluationError(`An expression of kind ${node.type} cannot be evaluated`);
    };
    return run(ast);
}

