import { Component, onWillStart, onWillUpdateProps } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { RecordAutocomplete } from "@web/core/record_selectors/record_autocomplete";
import { useTagNavigation } from "@web/core/record_selectors/tag_navigation_hook";
import { TagsList } from "@web/core/tags_list/tags_list";
import { useService } from "@web/core/utils/hooks";

/** Several records of a model, as tags. */
export class MultiRecordSelector extends Component {
    static template = "web.MultiRecordSelector";
    static components = { RecordAutocomplete, TagsList };
    static props = {
        resIds: { type: Array, element: Number },
        resModel: String,
        update: Function,
        domain: { type: Array, optional: true },
        context: { type: Object, optional: true },
        fieldString: { type: String, optional: true },
        placeholder: { type: String, optional: true },
    };

    setup() {
        this.nameService = useService("name");
        /** @type {any[]} */
        this.tags = [];
        useTagNavigation("multiRecordSelector", { delete: (index) => this.deleteTag(index) });
        onWillStart(() => this.read(this.props));
        onWillUpdateProps((props) => this.read(props));
    }

    /** @param {any} props */
    async read({ resIds, resModel }) {
        const names = await this.nameService.loadDisplayNames(resModel, resIds);
        this.tags = resIds.map((id, index) => ({ id, text: typeof names[id] === "string" ? names[id] : _t("Inaccessible or missing record: %s", id).toString(), onDelete: () => this.deleteTag(index) }));
    }

    get isAvatarModel() {
        return ["res.partner", "res.users", "hr.employee", "hr.employee.public"].includes(this.props.resModel);
    }

    get placeholder() {
        return this.tags.length ? "" : this.props.placeholder;
    }

    getIds() {
        return this.props.resIds;
    }

    /** @param {number[]} resIds */
    update(resIds) {
        this.props.update([...this.props.resIds, ...resIds]);
    }

    /** @param {number} index */
    deleteTag(index) {
        this.props.update(this.props.resIds.filter((_, position) => position !== index));
    }
}
