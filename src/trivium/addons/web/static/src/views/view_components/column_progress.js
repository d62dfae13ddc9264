import { Component } from "@odoo/owl";

/** How the records of a column are spread over the values of a field; a click shows only those of one value. */
export class ColumnProgress extends Component {
    static template = "web.ColumnProgress";
    static props = {
        group: { type: Object },
        progressBar: { type: Object },
        aggregate: { optional: true },
        aggregateOn: { optional: true },
        onBarClicked: { type: Function, optional: true },
    };
    static defaultProps = { onBarClicked: () => {} };

    get total() {
        return this.props.progressBar.bars.reduce((/** @type {number} */ sum, /** @type {any} */ bar) => sum + bar.count, 0);
    }

    /** @param {any} bar */
    share(bar) {
        return this.total ? (bar.count / this.total) * 100 : 0;
    }
}
