import { Component, EventBus, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { useAutofocus } from "@web/core/utils/hooks";
import { clamp } from "@web/core/utils/numbers";

export const PAGER_UPDATED_EVENT = "PAGER:UPDATED";
/** Tells the indicator of small screens where a pager has gone to. */
export const pagerBus = new EventBus();

/** Which of many records are shown, and the way to the others. */
export class Pager extends Component {
    static template = "web.Pager";
    static props = {
        offset: Number,
        limit: Number,
        total: Number,
        onUpdate: Function,
        isEditable: { type: Boolean, optional: true },
        withAccessKey: { type: Boolean, optional: true },
        updateTotal: { type: Function, optional: true },
    };
    static defaultProps = { isEditable: true, withAccessKey: true };

    setup() {
        this.state = useState({ isEditing: false, isDisabled: false });
        this.inputRef = useAutofocus();
        this.counter = useRef("counter");
        useExternalListener(document, "mousedown", (/** @type {any} */ ev) => this.onClickAway(ev), { capture: true });
        useEffect(
            (/** @type {any} */ input) => input?.select(),
            () => [this.inputRef.el]
        );
    }

    get minimum() {
        return this.props.offset + 1;
    }

    get maximum() {
        return Math.min(this.props.offset + this.props.limit, this.props.total);
    }

    get value() {
        const parts = [this.minimum];
        if (this.props.limit > 1) {
            parts.push(this.maximum);
        }
        return parts.join("-");
    }

    get isSinglePage() {
        return !this.props.updateTotal && this.minimum === 1 && this.maximum === this.props.total;
    }

    /** @param {-1 | 1} direction */
    async navigate(direction) {
        let minimum = this.props.offset + this.props.limit * direction;
        let { total } = this.props;
        if (this.props.updateTotal && minimum < 0) {
            // the end is only known once it is asked for
            total = await this.props.updateTotal();
        }
        if (minimum >= total) {
            if (!this.props.updateTotal) {
                minimum = 0;
            }
        } else if (minimum < 0) {
            minimum = this.props.limit === 1 ? total - 1 : total - (total % this.props.limit || this.props.limit);
        }
        await this.update(minimum, this.props.limit, true);
    }

    /** "5", "5-20" @param {string} value */
    parse(value) {
        let [minimum, maximum] = value.trim().split(/\s*[-\s,;]\s*/).map((part) => Number.parseInt(part, 10));
        maximum ||= minimum;
        if (Number.isNaN(minimum) || Number.isNaN(maximum)) {
            return null;
        }
        if (maximum < minimum) {
            [minimum, maximum] = [maximum, minimum];
        }
        const most = this.props.updateTotal ? Infinity : this.props.total;
        return { minimum: clamp(minimum, 1, most) - 1, maximum: clamp(maximum, 1, most) };
    }

    /** @param {string} value */
    async setValue(value) {
        const range = this.parse(value);
        this.state.isEditing = false;
        if (range) {
            await this.update(range.minimum, range.maximum - range.minimum, false);
        }
    }

    /** @param {number} offset @param {number} limit @param {boolean} hasNavigated */
    async update(offset, limit, hasNavigated) {
        this.state.isDisabled = true;
        try {
            await this.props.onUpdate({ offset, limit }, hasNavigated);
        } finally {
            this.state.isDisabled = false;
            this.state.isEditing = false;
        }
        pagerBus.trigger(PAGER_UPDATED_EVENT, { value: this.value, total: this.props.total });
    }

    async updateTotal() {
        if (!this.state.isDisabled) {
            this.state.isDisabled = true;
            await this.props.updateTotal();
            this.state.isDisabled = false;
        }
    }

    /** @param {MouseEvent} ev */
    onClickAway(ev) {
        if (this.state.isEditing && ev.target !== this.inputRef.el) {
            this.setValue(/** @type {HTMLInputElement} */ (this.inputRef.el)?.value ?? "");
        }
    }

    onValueClick() {
        if (this.props.isEditable && !this.state.isDisabled) {
            this.state.isEditing = true;
        }
    }

    /** @param {KeyboardEvent} ev */
    onInputKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            this.setValue(/** @type {HTMLInputElement} */ (ev.currentTarget).value);
        } else if (ev.key === "Escape") {
            ev.preventDefault();
            ev.stopPropagation();
            this.state.isEditing = false;
        }
    }
}
