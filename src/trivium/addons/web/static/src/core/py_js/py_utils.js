import { AST, bp } from "@web/core/py_js/py_parser";
import { PyDate, PyDateTime } from "@web/core/py_js/py_date";

/** Dictionaries made by an expression: plain objects that `str` and `==` know by this symbol. */
export const PY_DICT = Object.create(null);

/**
 * A dictionary that reads through to a JavaScript object.
 * @param {any} obj
 */
export function toPyDict(obj) {
    return new Proxy(obj, { getPrototypeOf: () => PY_DICT });
}

/**
 * A JavaScript value as a node of an expression.
 * @param {any} value
 * @returns {any}
 */
export function toPyValue(value) {
    switch (typeof value) {
        case "string":
            return { type: AST.STRING, value };
        case "number":
            return { type: AST.NUMBER, value };
        case "boolean":
            return { type: AST.BOOLEAN, value };
        case "undefined":
            return { type: AST.NONE };
        case "object":
            return objectToPyValue(value);
        default:
            throw new Error(`A ${typeof value} has no form as an expression`);
    }
}

/** @param {any} value */
function objectToPyValue(value) {
    if (value === null) {
        return { type: AST.NONE };
    }
    if (Array.isArray(value)) {
        return { type: AST.LIST, value: value.map(toPyValue) };
    }
    if (value instanceof Date) {
        return { type: AST.STRING, value: PyDateTime.convertDate(value).strftime("%Y-%m-%d %H:%M:%S") };
    }
    if (value instanceof PyDateTime) {
        return { type: AST.STRING, value: value.strftime("%Y-%m-%d %H:%M:%S") };
    }
    if (value instanceof PyDate) {
        return { type: AST.STRING, value: value.strftime("%Y-%m-%d") };
    }
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
        return toPyValue(value.valueOf());
    }
    return { type: AST.DICT, value: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPyValue(item)])) };
}

/** @param {string} text */
function quote(text) {
    const body = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
    return `"${body.replaceAll('"', '\\"')}"`;
}

/** Parentheses where the surroundings bind stronger. @param {string} text @param {number} own @param {number} power */
const wrap = (text, own, power) => (own < power ? `(${text})` : text);

/**
 * The source of a parsed expression.
 * @param {any} ast
 * @param {number} [lbp] how strongly the surroundings bind
 * @returns {string}
 */
export function formatAST(ast, lbp = 0) {
    switch (ast.type) {
        case AST.NUMBER:
            return String(ast.value);
        case AST.STRING:
            return quote(ast.value);
        case AST.BOOLEAN:
            return ast.value ? "True" : "False";
        case AST.NONE:
            return "None";
        case AST.NAME:
            return ast.value;
        case AST.LIST:
            return `[${ast.value.map((item) => formatAST(item)).join(", ")}]`;
        case AST.TUPLE:
            return `(${ast.value.map((item) => formatAST(item)).join(", ")}${ast.value.length === 1 ? "," : ""})`;
        case AST.DICT: {
            const pairs = Object.entries(ast.value).map(([key, item]) => `${quote(key)}: ${formatAST(item)}`);
            return `{${pairs.join(", ")}}`;
        }
        case AST.UNARY:
            return ast.op === "not"
                ? wrap(`not ${formatAST(ast.right, 60)}`, 60, lbp)
                : wrap(`${ast.op}${formatAST(ast.right, 180)}`, 180, lbp);
        case AST.BINARY:
        case AST.LOGICAL: {
            const own = bp(ast.op);
            return wrap(`${formatAST(ast.left, own)} ${ast.op} ${formatAST(ast.right, own + 1)}`, own, lbp);
        }
        case AST.CALL: {
            const args = ast.args.map((arg) => formatAST(arg));
            const kwargs = Object.entries(ast.kwargs).map(([name, value]) => `${name}=${formatAST(value)}`);
            return `${formatAST(ast.fn, 210)}(${[...args, ...kwargs].join(", ")})`;
        }
        case AST.ASSIGNMENT:
            return `${ast.name.value} = ${formatAST(ast.value)}`;
        case AST.LOOKUP:
            return `${formatAST(ast.target, 210)}[${formatAST(ast.key)}]`;
        case AST.ATTRIBUTE:
            return `${formatAST(ast.obj, 220)}.${ast.key}`;
        case AST.IF:
            return wrap(`${formatAST(ast.ifTrue, 31)} if ${formatAST(ast.condition, 31)} else ${formatAST(ast.ifFalse, 30)}`, 30, lbp);
        case AST.COMPREHENSION: {
            const condition = ast.condition ? ` if ${formatAST(ast.condition)}` : "";
            return `[${formatAST(ast.element)} for ${ast.names.join(", ")} in ${formatAST(ast.iterable)}${condition}]`;
        }
    }
    throw new Error(`Unknown kind of expression: ${ast.type}`);
}
