import { BUILTINS } from "@web/core/py_js/py_builtin";
import { evaluate } from "@web/core/py_js/py_interpreter";
import { parse } from "@web/core/py_js/py_parser";
import { tokenize } from "@web/core/py_js/py_tokenizer";

export { evaluate } from "@web/core/py_js/py_interpreter";
export { parse } from "@web/core/py_js/py_parser";
export { tokenize } from "@web/core/py_js/py_tokenizer";
export { formatAST } from "@web/core/py_js/py_utils";

/** @type {Map<string, any>} */
const parsed = new Map();

/**
 * @param {string} expr
 * @returns {any} the tree of a Python expression
 */
export function parseExpr(expr) {
    return parse(tokenize(expr));
}

/**
 * The value of a Python expression; the last ones parsed are remembered.
 * @param {string} expr
 * @param {Record<string, any>} [context]
 * @returns {any}
 */
export function evaluateExpr(expr, context = {}) {
    let ast = parsed.get(expr);
    if (!ast) {
        try {
            ast = parseExpr(expr);
        } catch (error) {
            throw Object.assign(new Error(`Cannot read the expression "${expr}": ${error.message}`, { cause: error }), { name: error.name });
        }
        if (parsed.size > 2000) {
            parsed.clear();
        }
        parsed.set(expr, ast);
    }
    try {
        return evaluate(ast, context);
    } catch (error) {
        throw Object.assign(new Error(`Cannot evaluate the expression "${expr}": ${error.message}`, { cause: error }), { name: error.name });
    }
}

/**
 * Whether an expression holds; nothing, "False" and "0" do not.
 * @param {string | boolean | undefined} expr
 * @param {Record<string, any>} [context]
 * @returns {boolean}
 */
export function evaluateBooleanExpr(expr, context = {}) {
    if (!expr || expr === "False" || expr === "0") {
        return false;
    }
    if (expr === true || expr === "True" || expr === "1") {
        return true;
    }
    return BUILTINS.bool(evaluateExpr(expr, context));
}
