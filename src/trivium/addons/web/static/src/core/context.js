import { BUILTINS } from "@web/core/py_js/py_builtin";
import { evaluateExpr, parseExpr } from "@web/core/py_js/py";
import { evaluate } from "@web/core/py_js/py_interpreter";
import { AST } from "@web/core/py_js/py_parser";

/**
 * A context: an object, or the text of a Python dictionary.
 * @typedef {Record<string, any> | string | undefined} ContextDescription
 */

/**
 * Contexts laid over each other; those given as text are evaluated with what came before.
 * @param {ContextDescription[]} contexts
 * @param {Record<string, any>} [initialEvaluationContext]
 * @returns {Record<string, any>}
 */
export function makeContext(contexts, initialEvaluationContext) {
    const known = { ...initialEvaluationContext };
    const context = {};
    for (const each of contexts) {
        if (each) {
            const evaluated = typeof each === "string" ? evaluateExpr(each, { ...known, context: known }) : each;
            Object.assign(context, evaluated);
            Object.assign(known, context);
        }
    }
    return context;
}

/** The names that an expression needs. @param {any} node @param {Set<string>} [names] */
function namesOf(node, names = new Set()) {
    if (Array.isArray(node)) {
        for (const each of node) {
            namesOf(each, names);
        }
    } else if (node && typeof node === "object") {
        if (node.type === AST.NAME) {
            names.add(node.value);
        }
        for (const [key, value] of Object.entries(node)) {
            if (value && typeof value === "object" && !(node.type === AST.ASSIGNMENT && key === "name")) {
                namesOf(value, names);
            }
        }
    }
    return names;
}

/**
 * The entries of a dictionary that can be evaluated with what is known; the others are left out.
 * @param {string} context
 * @param {Record<string, any>} [evaluationContext]
 * @returns {Record<string, any>}
 */
export function evalPartialContext(context, evaluationContext = {}) {
    const ast = parseExpr(context);
    const result = {};
    for (const [key, value] of Object.entries(ast.value)) {
        if ([...namesOf(value)].every((name) => name in evaluationContext || name in BUILTINS)) {
            result[key] = evaluate(value, evaluationContext);
        }
    }
    return result;
}
