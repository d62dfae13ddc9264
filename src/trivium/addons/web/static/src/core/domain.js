import { evaluate, formatAST, parseExpr } from "@web/core/py_js/py";
import { AST } from "@web/core/py_js/py_parser";
import { toPyValue } from "@web/core/py_js/py_utils";
import { escapeRegExp } from "@web/core/utils/strings";

/**
 * @typedef {[string | 0 | 1, string, any]} Condition
 * @typedef {("&" | "|" | "!" | Condition)[]} DomainListRepr
 * @typedef {DomainListRepr | string | Domain} DomainRepr
 */

export class InvalidDomainError extends Error {
    name = "InvalidDomainError";
}

const isOperator = (node) => node.type === AST.STRING && ["&", "|", "!"].includes(node.value);
const OPERATOR = { "&": { type: AST.STRING, value: "&" }, "|": { type: AST.STRING, value: "|" }, "!": { type: AST.STRING, value: "!" } };

/** @param {any[]} list */
function listToAST(list) {
    return {
        type: AST.LIST,
        value: list.map((item) => {
            if (Array.isArray(item)) {
                return { type: AST.TUPLE, value: item.map((part) => (part instanceof Domain ? part.ast : toPyValue(part))) };
            }
            return toPyValue(item);
        }),
    };
}

/**
 * Checks a domain and writes the "and" between its parts out.
 * @param {any} ast
 */
function normalize(ast) {
    if (![AST.LIST, AST.TUPLE].includes(ast.type)) {
        throw new InvalidDomainError(`A domain is a list: ${formatAST(ast)}`);
    }
    // how many operands are still awaited, and one missing "&" for each that comes unasked
    let expected = 1;
    let missing = 0;
    for (const node of ast.value) {
        if (expected === 0) {
            missing++;
            expected = 1;
        }
        if (isOperator(node)) {
            expected += node.value === "!" ? 0 : 1;
        } else if ([AST.TUPLE, AST.LIST].includes(node.type)) {
            if (node.value.length !== 3) {
                throw new InvalidDomainError(`A condition has three parts: ${formatAST(node)}`);
            }
            expected--;
        } else if (node.type === AST.STRING || node.type === AST.NUMBER) {
            throw new InvalidDomainError(`"${node.value}" is neither a condition nor an operator: ${formatAST(ast)}`);
        } else {
            expected--;
        }
    }
    if (expected && ast.value.length) {
        throw new InvalidDomainError(`Conditions are missing at the end of the domain: ${formatAST(ast)}`);
    }
    return { type: AST.LIST, value: [...Array.from({ length: missing }, () => OPERATOR["&"]), ...ast.value] };
}

/**
 * The end of the operand that starts at `start`.
 * @param {any[]} nodes
 * @param {number} start
 */
function operandEnd(nodes, start) {
    let expected = 1;
    let index = start;
    for (; expected > 0; index++) {
        const node = nodes[index];
        expected += isOperator(node) ? (node.value === "!" ? 0 : 1) : -1;
    }
    return index;
}

/** Whether there is nothing to evaluate in a tree: no name, no call. @param {any} node */
function isConstant(node) {
    switch (node.type) {
        case AST.LIST:
        case AST.TUPLE:
            return node.value.every(isConstant);
        case AST.UNARY:
            return isConstant(node.right);
    }
    return [AST.NUMBER, AST.STRING, AST.BOOLEAN, AST.NONE].includes(node.type);
}

/** A search condition over records: read from lists or Python texts, combined, evaluated, and tested on values. */
export class Domain {
    /** @param {DomainRepr} [descr] */
    constructor(descr = []) {
        if (descr instanceof Domain) {
            this.ast = descr.ast;
            return;
        }
        let ast;
        try {
            ast = typeof descr === "string" ? parseExpr(descr) : listToAST(descr);
        } catch (error) {
            throw new InvalidDomainError(`Invalid domain ${typeof descr === "string" ? descr : JSON.stringify(descr)} (${error.message})`, { cause: error });
        }
        this.ast = normalize(ast);
    }

    /**
     * @param {DomainRepr[]} domains
     * @param {"AND" | "OR"} operator
     */
    static combine(domains, operator) {
        const all = domains.map((each) => new Domain(each)).filter((each) => each.ast.value.length);
        const sign = OPERATOR[operator === "AND" ? "&" : "|"];
        const result = new Domain([]);
        const signs = Array.from({ length: Math.max(0, all.length - 1) }, () => sign);
        result.ast = { type: AST.LIST, value: [...signs, ...all.flatMap((each) => each.ast.value)] };
        return result;
    }

    /** @param {DomainRepr[]} domains */
    static and(domains) {
        return Domain.combine(domains, "AND");
    }

    /** @param {DomainRepr[]} domains */
    static or(domains) {
        return Domain.combine(domains, "OR");
    }

    /** @param {DomainRepr} domain */
    static not(domain) {
        const result = new Domain(domain);
        if (!result.ast.value.length) {
            return new Domain(FALSE_LIST);
        }
        result.ast = { type: AST.LIST, value: [OPERATOR["!"], ...result.ast.value] };
        return result;
    }

    /**
     * The domain without the conditions on some fields (and without what only joined them).
     * @param {DomainRepr} domain
     * @param {string[]} keysToRemove
     */
    static removeDomainLeaves(domain, keysToRemove) {
        const { value: nodes } = new Domain(domain).ast;
        const reduce = (start, end) => {
            const node = nodes[start];
            if (!isOperator(node)) {
                const name = node.value?.[0];
                return name?.type === AST.STRING && keysToRemove.includes(name.value) ? null : [node];
            }
            if (node.value === "!") {
                const inner = reduce(start + 1, end);
                return inner && [node, ...inner];
            }
            const middle = operandEnd(nodes, start + 1);
            const [left, right] = [reduce(start + 1, middle), reduce(middle, end)];
            return left && right ? [node, ...left, ...right] : left || right;
        };
        const result = new Domain([]);
        result.ast = { type: AST.LIST, value: (nodes.length && reduce(0, nodes.length)) || [] };
        return result;
    }

    /** @param {Record<string, any>} record values by field, as the client has them */
    contains(record) {
        const list = evaluate(this.ast, record);
        return matches(record, list);
    }

    toString() {
        return formatAST(this.ast);
    }

    /** @param {Record<string, any>} [context] @returns {DomainListRepr} */
    toList(context) {
        return evaluate(this.ast, context);
    }

    /** The list for JSON; the text when it holds expressions to be evaluated. */
    toJson() {
        return isConstant(this.ast) ? this.toList({}) : this.toString();
    }
}

const TRUE_LEAF = [1, "=", 1];
const FALSE_LEAF = [0, "=", 1];
const FALSE_LIST = /** @type {any} */ ([FALSE_LEAF]);

/** @type {Domain} */
Domain.TRUE = new Domain(/** @type {any} */ ([TRUE_LEAF]));
/** @type {Domain} */
Domain.FALSE = new Domain(FALSE_LIST);

/**
 * The value at a path of a record: `partner_id.name`.
 * @param {any} record
 * @param {string | number} path
 */
function valueOf(record, path) {
    if (typeof path === "number") {
        return path;
    }
    let value = record;
    for (const name of path.split(".")) {
        if (value === null || value === undefined || value === false) {
            return false;
        }
        value = value[name];
    }
    return value;
}

/** @param {string} pattern with % and _ @param {string} flags */
function likePattern(pattern, flags, whole) {
    const body = [...String(pattern)].map((char) => (char === "%" ? ".*" : char === "_" ? "." : escapeRegExp(char))).join("");
    return new RegExp(whole ? `^${body}$` : body, `${flags}su`);
}

const comparable = (value) => (value && typeof value === "object" && typeof value.toJSON === "function" ? value.toJSON() : value);

/** @param {any} a @param {any} b */
function same(a, b) {
    const [x, y] = [comparable(a), comparable(b)];
    if (Array.isArray(x) && Array.isArray(y)) {
        return x.length === y.length && x.every((item, index) => same(item, y[index]));
    }
    if (Array.isArray(x)) {
        return y === false || y === null ? x.length === 0 : x.includes(y);
    }
    const empty = (value) => value === false || value === null || value === undefined;
    return x === y || (empty(x) && empty(y)) || (empty(y) && x === "") || (empty(x) && y === "");
}

/** @param {any} value @param {any} wanted */
function among(value, wanted) {
    const list = Array.isArray(wanted) ? wanted : [wanted];
    const values = Array.isArray(value) ? value : [value];
    return values.some((each) => list.some((item) => same(each, item))) || (Array.isArray(value) && !value.length && list.includes(false));
}

/** @param {any} value @param {any} pattern @param {string} operator */
function like(value, pattern, operator) {
    if (value === false || value === null || value === undefined || value === "") {
        return !pattern;
    }
    return likePattern(pattern, operator.includes("i") && operator.endsWith("ilike") ? "i" : "", operator.startsWith("=")).test(String(value));
}

/**
 * @param {Record<string, any>} record
 * @param {any} condition
 */
function matchesCondition(record, condition) {
    if (typeof condition === "boolean") {
        return condition;
    }
    const [path, operator, wanted] = condition;
    const value = valueOf(record, path);
    const [x, y] = [comparable(value), comparable(wanted)];
    switch (operator) {
        case "=?":
            return wanted === false || wanted === null || same(value, wanted);
        case "=":
        case "==":
            return same(value, wanted);
        case "!=":
        case "<>":
            return !same(value, wanted);
        case "<":
            return x < y;
        case "<=":
            return x <= y;
        case ">":
            return x > y;
        case ">=":
            return x >= y;
        case "in":
            return among(value, wanted);
        case "not in":
            return !among(value, wanted);
        case "like":
        case "ilike":
        case "=like":
        case "=ilike":
            return like(value, wanted, operator);
        case "not like":
        case "not ilike":
        case "not =like":
        case "not =ilike":
            return !like(value, wanted, operator.slice(4));
        case "any":
        case "not any":
        case "child_of":
        case "parent_of":
            // only the server knows the related records
            return true;
    }
    throw new InvalidDomainError(`The operator "${operator}" of ${JSON.stringify(condition)} is not known`);
}

/**
 * @param {Record<string, any>} record
 * @param {any[]} list with its operators written out
 */
function matches(record, list) {
    const stack = [];
    for (const item of [...list].reverse()) {
        if (item === "!") {
            stack.push(!stack.pop());
        } else if (item === "&" || item === "|") {
            const [a, b] = [stack.pop(), stack.pop()];
            stack.push(item === "&" ? a && b : a || b);
        } else {
            stack.push(matchesCondition(record, item));
        }
    }
    return stack.every(Boolean);
}

