import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { formatJson } from "../formatters";
import { standardFieldProps } from "../standard_field_props";

/** Data as JSON, to read. */
export class JsonField extends Component {
    static template = "web.JsonField";
    static props = { ...standardFieldProps };

    get formattedValue() {
        return formatJson(this.props.record.data[this.props.name]);
    }
}

export const jsonField = { component: JsonField, displayName: "JSON", supportedTypes: ["json", "jsonb"] };

registry.category("fields").add("json", jsonField);
