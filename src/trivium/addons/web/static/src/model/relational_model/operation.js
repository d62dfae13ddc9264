/** A change relative to the present value, as typed in a cell: `+=5`, `*=1.1`. */
export class Operation {
    /**
     * @param {"+"|"-"|"*"|"/"} operator
     * @param {number} operand
     */
    constructor(operator, operand) {
        this.operator = operator;
        this.operand = operand;
    }

    /** @param {string} text @param {(text: string) => number} parseNumber @returns {Operation|null} */
    static parse(text, parseNumber) {
        const match = /^\s*([-+*/])=\s*(.+)$/.exec(text);
        return match ? new Operation(/** @type {any} */ (match[1]), parseNumber(match[2])) : null;
    }

    /** @param {number} value */
    compute(value) {
        switch (this.operator) {
            case "+":
                return value + this.operand;
            case "-":
                return value - this.operand;
            case "*":
                return value * this.operand;
            default:
                return value / this.operand;
        }
    }
}
