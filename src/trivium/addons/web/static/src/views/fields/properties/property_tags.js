import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** Tags that a property offers, of which some are chosen. */
export class PropertyTags extends Component {
    static template = "web.PropertyTags";
    static props = {
        id: { type: String, optional: true },
        selectedTags: { type: Array },
        tags: { type: Array },
        readonly: { type: Boolean, optional: true },
        onValueChange: { type: Function, optional: true },
        onTagsChange: { type: Function, optional: true },
        "*": { optional: true },
    };

    get chosen() {
        return this.props.tags.filter(([value]) => this.props.selectedTags.includes(value)).map(([value, text, color]) => ({ value, text, color: color || 0 }));
    }

    get others() {
        return this.props.tags.filter(([value]) => !this.props.selectedTags.includes(value));
    }

    /** @param {any} ev */
    add(ev) {
        const { value } = ev.target;
        ev.target.value = "";
        if (value) {
            this.props.onValueChange?.([...this.props.selectedTags, value]);
        }
    }

    /** @param {any} tag */
    remove(tag) {
        this.props.onValueChange?.(this.props.selectedTags.filter((/** @type {any} */ value) => value !== tag.value));
    }
}

/** The same where a property is shown as a field. */
export class PropertyTagsField extends Component {
    static template = "web.PropertyTagsField";
    static components = { PropertyTags };
    static props = { ...standardFieldProps };

    get tagsProps() {
        const { name, readonly, record } = this.props;
        return {
            selectedTags: record.data[name] || [],
            tags: record.fields[name].tags || [],
            readonly: Boolean(readonly),
            onValueChange: (/** @type {any} */ value) => record.update({ [name]: value }),
        };
    }
}

export const propertyTagsField = { component: PropertyTagsField, displayName: _t("Tags of a property") };

registry.category("fields").add("property_tags", propertyTagsField);
