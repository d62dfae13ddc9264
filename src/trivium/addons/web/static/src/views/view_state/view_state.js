import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** A skeleton that goes at once only flickers. */
const DELAY = 150;
const ROWS = { list: 12, kanban: 9, form: 6 };

/** What a view shows instead of records: the shape of what is coming, or what went wrong and what to do. */
export class ViewState extends Component {
    static template = "web.ViewState";
    static props = { model: Object, shape: String, reload: { type: Function, optional: true } };

    setup() {
        this.state = useState({ isSlow: false, showsDetails: false });
        /** @type {any} */
        let timer;
        onMounted(() => {
            timer = setTimeout(() => {
                this.state.isSlow = true;
            }, DELAY);
        });
        onWillUnmount(() => clearTimeout(timer));
    }

    get rows() {
        return Array.from({ length: /** @type {any} */ (ROWS)[this.props.shape] || 6 }, (_, index) => index);
    }

    /** @returns {any} */
    get error() {
        return this.props.model.loadError;
    }

    get isAccessError() {
        return this.error?.exceptionName === "odoo.exceptions.AccessError";
    }

    get title() {
        return this.isAccessError ? _t("You may not see these records") : _t("This could not be loaded");
    }

    get message() {
        return this.error?.data?.message || this.error?.message || "";
    }

    get details() {
        return this.error?.data?.debug || this.error?.stack || "";
    }

    retry() {
        return this.props.reload?.();
    }
}
