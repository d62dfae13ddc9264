import { TOKEN } from "@web/core/py_js/py_tokenizer";

/**
 * Nodes of a parsed expression; `type` is one of `AST`.
 * @typedef {any} ASTNode
 */
export const AST = Object.freeze({
    NUMBER: 0,
    STRING: 1,
    BOOLEAN: 2,
    NONE: 3,
    LIST: 4,
    NAME: 5,
    UNARY: 6,
    BINARY: 7,
    CALL: 8,
    ASSIGNMENT: 9,
    TUPLE: 10,
    DICT: 11,
    LOOKUP: 12,
    IF: 13,
    LOGICAL: 14,
    ATTRIBUTE: 15,
    COMPREHENSION: 16,
});

export class ParserError extends Error {
    name = "ParserError";
}

const COMPARISON = 70;
const POWERS = {
    "**": 190,
    "*": 160,
    "/": 160,
    "//": 160,
    "%": 160,
    "@": 160,
    "+": 150,
    "-": 150,
    "<<": 140,
    ">>": 140,
    "&": 130,
    "^": 120,
    "|": 110,
    "in": COMPARISON,
    "not in": COMPARISON,
    "is": COMPARISON,
    "is not": COMPARISON,
    "<": COMPARISON,
    "<=": COMPARISON,
    ">": COMPARISON,
    ">=": COMPARISON,
    "<>": COMPARISON,
    "!=": COMPARISON,
    "==": COMPARISON,
    "and": 50,
    "or": 40,
    "if": 30,
    ".": 220,
    "(": 210,
    "[": 210,
    "=": 10,
};
const UNARY_POWER = 180;
const NOT_POWER = 60;

/**
 * How strongly a symbol binds what is at its left.
 * @param {string} symbol
 */
export function bp(symbol) {
    return POWERS[symbol] ?? 0;
}

/** A Pratt parser over a list of tokens. */
class Parser {
    /** @param {any[]} tokens */
    constructor(tokens) {
        this.tokens = tokens;
        this.position = 0;
    }

    get current() {
        return this.tokens[this.position];
    }

    /** @param {string} value */
    isSymbol(value) {
        return this.current?.type === TOKEN.SYMBOL && this.current.value === value;
    }

    /** @param {string} value */
    skip(value) {
        if (!this.isSymbol(value)) {
            throw new ParserError(`Expected "${value}", found ${this.current ? `"${this.current.value}"` : "the end of the expression"}`);
        }
        this.position++;
    }

    /** @param {string} value */
    accept(value) {
        if (this.isSymbol(value)) {
            this.position++;
            return true;
        }
        return false;
    }

    /** @param {number} power @returns {ASTNode} */
    expression(power = 0) {
        let left = this.prefix();
        while (this.current?.type === TOKEN.SYMBOL && bp(this.current.value) > power) {
            left = this.infix(left);
        }
        return left;
    }

    prefix() {
        const token = this.current;
        if (!token) {
            throw new ParserError("The expression ends too early");
        }
        this.position++;
        switch (token.type) {
            case TOKEN.NUMBER:
                return { type: AST.NUMBER, value: token.value };
            case TOKEN.STRING:
                return this.string(token.value);
            case TOKEN.CONSTANT:
                return token.value === "None" ? { type: AST.NONE } : { type: AST.BOOLEAN, value: token.value === "True" };
            case TOKEN.NAME:
                return { type: AST.NAME, value: token.value };
        }
        switch (token.value) {
            case "-":
            case "+":
            case "~":
                return { type: AST.UNARY, op: token.value, right: this.expression(UNARY_POWER) };
            case "not":
                return { type: AST.UNARY, op: "not", right: this.expression(NOT_POWER) };
            case "(":
                return this.parenthesis();
            case "[":
                return this.list();
            case "{":
                return this.dict();
        }
        throw new ParserError(`Unexpected "${token.value}"`);
    }

    /** Neighbouring literals are one string. @param {string} value */
    string(value) {
        while (this.current?.type === TOKEN.STRING) {
            value += this.current.value;
            this.position++;
        }
        return { type: AST.STRING, value };
    }

    parenthesis() {
        const { items, comma } = this.items(")");
        return items.length === 1 && !comma ? items[0] : { type: AST.TUPLE, value: items };
    }

    list() {
        if (!this.isSymbol("]")) {
            const start = this.position;
            const item = this.expression(bp("="));
            if (this.isSymbol("for")) {
                return this.comprehension(item);
            }
            this.position = start;
        }
        return { type: AST.LIST, value: this.items("]").items };
    }

    /** @param {ASTNode} element */
    comprehension(element) {
        this.skip("for");
        const names = [];
        do {
            names.push(this.current?.value);
            this.position++;
        } while (this.accept(","));
        this.skip("in");
        const iterable = this.expression(bp("if"));
        const condition = this.accept("if") ? this.expression(bp("if")) : null;
        this.skip("]");
        return { type: AST.COMPREHENSION, element, names, iterable, condition };
    }

    /** Items up to a closing symbol, which is consumed. @param {string} end @param {boolean} [assignments] name=value is an item */
    items(end, assignments = false) {
        const items = [];
        let comma = false;
        while (!this.accept(end)) {
            items.push(this.expression(assignments ? 0 : bp("=")));
            comma = this.accept(",");
            if (!comma) {
                this.skip(end);
                break;
            }
        }
        return { items, comma };
    }

    dict() {
        const value = {};
        while (!this.accept("}")) {
            const key = this.expression(bp("="));
            if (![AST.STRING, AST.NUMBER].includes(key.type)) {
                throw new ParserError("The keys of a dictionary must be texts or numbers");
            }
            this.skip(":");
            value[key.value] = this.expression(bp("="));
            if (!this.accept(",")) {
                this.skip("}");
                break;
            }
        }
        return { type: AST.DICT, value };
    }

    /** @param {ASTNode} left */
    infix(left) {
        const { value: symbol } = this.current;
        this.position++;
        switch (symbol) {
            case ".":
                return this.attribute(left);
            case "(":
                return this.call(left);
            case "[": {
                const key = this.expression();
                this.skip("]");
                return { type: AST.LOOKUP, target: left, key };
            }
            case "if": {
                const condition = this.expression(bp("if"));
                this.skip("else");
                return { type: AST.IF, condition, ifTrue: left, ifFalse: this.expression(bp("=")) };
            }
            case "and":
            case "or":
                return { type: AST.LOGICAL, op: symbol, left, right: this.expression(bp(symbol)) };
            case "=":
                if (left.type !== AST.NAME) {
                    throw new ParserError("Only a name can be assigned to");
                }
                return { type: AST.ASSIGNMENT, name: left, value: this.expression(bp("=")) };
            case "**":
                // binds to the right: 2 ** 3 ** 2 is 2 ** 9
                return { type: AST.BINARY, op: symbol, left, right: this.expression(UNARY_POWER - 1) };
        }
        return bp(symbol) === COMPARISON ? this.comparison(left, symbol) : { type: AST.BINARY, op: symbol, left, right: this.expression(bp(symbol)) };
    }

    /** Comparisons chain: a < b < c is a < b and b < c. @param {ASTNode} left @param {string} symbol */
    comparison(left, symbol) {
        const right = this.expression(COMPARISON);
        const node = { type: AST.BINARY, op: symbol, left, right };
        if (this.current?.type !== TOKEN.SYMBOL || bp(this.current.value) !== COMPARISON) {
            return node;
        }
        const next = this.current.value;
        this.position++;
        return { type: AST.LOGICAL, op: "and", left: node, right: this.comparison(right, next) };
    }

    /** @param {ASTNode} obj */
    attribute(obj) {
        const name = this.current;
        if (name?.type !== TOKEN.NAME) {
            throw new ParserError("A name must follow the dot");
        }
        this.position++;
        return { type: AST.ATTRIBUTE, obj, key: name.value };
    }

    /** @param {ASTNode} fn */
    call(fn) {
        const args = [];
        const kwargs = {};
        for (const item of this.items(")", true).items) {
            if (item.type === AST.ASSIGNMENT) {
                kwargs[item.name.value] = item.value;
            } else if (Object.keys(kwargs).length) {
                throw new ParserError("An argument without a name follows one with a name");
            } else {
                args.push(item);
            }
        }
        return { type: AST.CALL, fn, args, kwargs };
    }
}

/**
 * @param {any[]} tokens
 * @returns {ASTNode}
 */
export function parse(tokens) {
    if (!tokens.length) {
        throw new ParserError("The expression is empty");
    }
    const parser = new Parser(tokens);
    const ast = parser.expression();
    if (parser.current) {
        throw new ParserError(`Unexpected "${parser.current.value}" after the end of the expression`);
    }
    return ast;
}

/**
 * Gives the arguments of a call the names of its parameters; the last one may hold the keyword arguments.
 * @param {any[]} args
 * @param {string[]} spec
 * @returns {Record<string, any>}
 */
export function parseArgs(args, spec) {
    const last = args.at(-1);
    const unnamed = typeof last === "object" && last !== null && last.constructor === Object ? args.slice(0, -1) : args;
    const kwargs = unnamed === args ? {} : last;
    for (const [index, value] of unnamed.entries()) {
        kwargs[spec[index]] = value;
    }
    return kwargs;
}
