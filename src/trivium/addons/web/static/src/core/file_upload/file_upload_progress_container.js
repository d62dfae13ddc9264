import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** The uploads under way, each by a component of the view. */
export class FileUploadProgressContainer extends Component {
    static template = "web.FileUploadProgressContainer";
    static props = { Component: { optional: false }, shouldDisplay: { type: Function, optional: true }, fileUploads: { type: Object, optional: true } };

    setup() {
        const service = useService("file_upload");
        this.uploads = useState(this.props.fileUploads || service.uploads);
    }

    get shown() {
        return Object.values(this.uploads).filter((upload) => !this.props.shouldDisplay || this.props.shouldDisplay(upload));
    }
}
