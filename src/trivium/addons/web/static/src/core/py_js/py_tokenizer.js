/**
 * Tokens of Python expressions. `type`: 0 number, 1 string, 2 symbol, 3 name, 4 constant.
 * @typedef {{type: 0, value: number} | {type: 1, value: string} | {type: 2, value: string} | {type: 3, value: string} | {type: 4, value: string}} Token
 */

export class TokenizerError extends Error {
    name = "TokenizerError";
}

export const TOKEN = Object.freeze({ NUMBER: 0, STRING: 1, SYMBOL: 2, NAME: 3, CONSTANT: 4 });

const CONSTANTS = new Set(["None", "False", "True"]);

export const comparators = ["in", "not", "not in", "is", "is not", "<", "<=", ">", ">=", "<>", "!=", "=="];

export const binaryOperators = ["or", "and", "|", "^", "&", "<<", ">>", "+", "-", "*", "/", "//", "%", "~", "**", "."];

export const unaryOperators = ["-", "+", "not", "~"];

const WORD_OPERATORS = new Set(["in", "not", "is", "and", "or", "if", "else", "for"]);

const PATTERN = new RegExp(
    [
        String.raw`(?<space>\s+)`,
        String.raw`(?<number>0[xX][0-9a-fA-F]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)`,
        String.raw`(?<string>[uUbB]?(?:[rR]?)(?:'''(?:[^\\]|\\[^])*?'''|"""(?:[^\\]|\\[^])*?"""|'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"))`,
        String.raw`(?<name>[\p{L}_][\p{L}\p{N}_]*)`,
        String.raw`(?<symbol>\*\*|\/\/|<<|>>|<=|>=|<>|!=|==|[-+*/%@&|^~<>()[\]{},:.=])`,
    ].join("|"),
    "yu"
);

const ESCAPES = { "\\": "\\", "'": "'", '"': '"', a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** @param {string} literal with its quotes and prefix */
function readString(literal) {
    const [, prefix, quote] = /^([a-zA-Z]*)('''|"""|'|")/.exec(literal);
    const body = literal.slice(prefix.length + quote.length, -quote.length);
    if (/r/i.test(prefix)) {
        return body;
    }
    return body.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|\n|[^])/g, (match, code) => {
        if (/^[xuU]./.test(code)) {
            return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
        }
        if (/^[0-7]/.test(code)) {
            return String.fromCharCode(Number.parseInt(code, 8));
        }
        return code === "\n" ? "" : (ESCAPES[code] ?? match);
    });
}

/**
 * @param {string} str
 * @returns {Token[]}
 */
export function tokenize(str) {
    /** @type {any[]} */
    const tokens = [];
    PATTERN.lastIndex = 0;
    while (PATTERN.lastIndex < str.length) {
        const at = PATTERN.lastIndex;
        const match = PATTERN.exec(str);
        if (!match) {
            throw new TokenizerError(`Invalid character "${str[at]}" at position ${at + 1} of the expression: ${str}`);
        }
        const { number, string, name, symbol } = match.groups;
        if (number) {
            tokens.push({ type: TOKEN.NUMBER, value: Number(number.replaceAll("_", "")) });
        } else if (string) {
            tokens.push({ type: TOKEN.STRING, value: readString(string) });
        } else if (symbol) {
            tokens.push({ type: TOKEN.SYMBOL, value: symbol });
        } else if (name) {
            addWord(tokens, name);
        }
    }
    return tokens;
}

/** @param {any[]} tokens @param {string} word */
function addWord(tokens, word) {
    const last = tokens.at(-1);
    if (CONSTANTS.has(word)) {
        tokens.push({ type: TOKEN.CONSTANT, value: word });
    } else if (!WORD_OPERATORS.has(word)) {
        tokens.push({ type: TOKEN.NAME, value: word });
    } else if (last?.type === TOKEN.SYMBOL && ((last.value === "not" && word === "in") || (last.value === "is" && word === "not"))) {
        last.value = `${last.value} ${word}`;
    } else {
        tokens.push({ type: TOKEN.SYMBOL, value: word });
    }
}
