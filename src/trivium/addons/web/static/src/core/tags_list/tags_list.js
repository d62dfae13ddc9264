import { Component } from "@odoo/owl";

/** Tags in a row: `{text, id, colorIndex, img, icon, canEdit, onClick, onDelete, onKeydown}`. */
export class TagsList extends Component {
    static template = "web.TagsList";
    static props = { displayText: { type: Boolean, optional: true }, name: { type: String, optional: true }, visibleItemsLimit: { type: Number, optional: true }, tags: Array };
    static defaultProps = { displayText: true };

    get visibleTagsCount() {
        // the sign that there are more takes the place of one
        return this.props.visibleItemsLimit - 1;
    }

    get visibleTags() {
        const { tags, visibleItemsLimit } = this.props;
        return visibleItemsLimit && tags.length > visibleItemsLimit ? tags.slice(0, this.visibleTagsCount) : tags;
    }

    get otherTags() {
        const { tags, visibleItemsLimit } = this.props;
        return visibleItemsLimit && tags.length > visibleItemsLimit ? tags.slice(this.visibleTagsCount) : [];
    }

    get tooltipInfo() {
        return JSON.stringify({ tags: this.otherTags.map(({ text, id }) => ({ text: String(text), id })) });
    }
}
