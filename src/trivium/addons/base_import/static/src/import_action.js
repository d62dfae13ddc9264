import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";

/** The paths that a column can be imported to, with words for people. @param {any[]} nodes @param {string[]} [above] @param {string[]} [names] */
function choices(nodes, above = [], names = []) {
    return nodes.flatMap((node) => {
        const path = [...above, node.id];
        const label = [...names, node.string];
        return [{ path: path.join("/"), label: label.join(" / "), required: node.required && !above.length }, ...choices(node.fields || [], path, label)];
    });
}

/** Records out of a file: choose it, match its columns, try, import. */
export class ImportAction extends Component {
    static template = "base_import.ImportAction";
    static components = { Layout };
    static props = { action: Object, "*": { optional: true } };

    setup() {
        this.orm = useService("orm");
        this.http = useService("http");
        this.actionService = useService("action");
        this.notification = useService("notification");
        this.fileInput = useRef("file");
        this.resModel = this.props.action.params?.active_model || this.props.action.params?.model;
        this.context = this.props.action.params?.context || {};
        this.wizardId = 0;
        this.state = useState({ fileName: "", error: "", isBusy: false, isTried: false, preview: /** @type {any} */ (null), fields: /** @type {string[]} */ ([]), messages: /** @type {any[]} */ ([]), templates: /** @type {any[]} */ ([]) });
        this.display = { controlPanel: { "top-right": false, "bottom-right": false } };
        this.env.config.setDisplayName(_t("Import records"));
        onWillStart(async () => {
            this.state.templates = await this.orm.call(this.resModel, "get_import_templates", []);
            [this.wizardId] = await this.orm.create("base_import.import", [{ res_model: this.resModel }]);
        });
    }

    get options() {
        return this.state.preview?.options || { has_headers: true };
    }

    get columns() {
        const { headers, preview } = this.state.preview;
        return preview.map((examples, index) => ({ index, header: headers[index] || _t("Column %s", index + 1), examples: examples.slice(0, 3).join(", ") }));
    }

    get choices() {
        return choices(this.state.preview.fields);
    }

    get missing() {
        const chosen = new Set(this.state.fields.map((path) => path.split("/")[0]));
        return this.choices.filter((choice) => choice.required && !chosen.has(choice.path)).map((choice) => choice.label);
    }

    get hasErrors() {
        return this.state.messages.some((message) => message.type === "error");
    }

    /** @param {any} message */
    rowsOf({ rows }) {
        if (!rows) {
            return "";
        }
        const first = rows.from + (this.options.has_headers ? 2 : 1);
        const last = rows.to + (this.options.has_headers ? 2 : 1);
        return first === last ? _t("Row %s", first) : _t("Rows %s to %s", first, last);
    }

    async onFile() {
        const [file] = /** @type {HTMLInputElement} */ (this.fileInput.el).files || [];
        if (!file) {
            return;
        }
        this.state.fileName = file.name;
        await this.busy(async () => {
            await this.http.post("/base_import/set_file", { csrf_token: odoo.csrf_token, id: this.wizardId, ufile: [file] });
            await this.look({ has_headers: true });
        });
    }

    /** @param {any} options */
    async look(options) {
        const preview = await this.orm.call("base_import.import", "parse_preview", [[this.wizardId], options], { context: this.context });
        this.state.messages = [];
        this.state.isTried = false;
        this.state.error = preview.error || "";
        this.state.preview = preview.error ? null : preview;
        this.state.fields = preview.error ? [] : preview.preview.map((_column, index) => (preview.matches[index] || []).join("/"));
    }

    /** @param {string} name @param {any} value */
    setOption(name, value) {
        return this.busy(() => this.look({ ...this.options, [name]: value }));
    }

    /** @param {number} index @param {string} path */
    choose(index, path) {
        this.state.fields[index] = path;
        this.state.isTried = false;
        this.state.messages = [];
    }

    /** @param {boolean} dryrun */
    async execute(dryrun) {
        await this.busy(async () => {
            const fields = this.state.fields.map((path) => path || false);
            const result = await this.orm.call("base_import.import", "execute_import", [[this.wizardId], fields, this.state.preview.headers, { ...this.options }], { dryrun, context: this.context });
            this.state.messages = result.messages;
            this.state.isTried = dryrun;
            if (!dryrun && result.ids) {
                this.notification.add(_t("%s records were imported", result.ids.length), { type: "success" });
                this.env.config.historyBack();
            }
        });
    }

    /** @param {() => Promise<any>} work */
    async busy(work) {
        this.state.isBusy = true;
        try {
            await work();
        } finally {
            this.state.isBusy = false;
        }
    }
}

registry.category("actions").add("import", ImportAction);
