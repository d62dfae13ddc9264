import { ViewButton } from "./view_button";

/** A button in the head of a list: runs on all chosen records. */
export class MultiRecordViewButton extends ViewButton {
    static props = [...ViewButton.props, "list", "domain?"];

    async onClick() {
        const { list, clickParams } = this.props;
        const resIds = await list.getResIds(true);
        return this.env.onClickViewButton({
            clickParams: { context: this.props.context, ...clickParams },
            getResParams: () => ({
                context: { ...list.context, active_ids: resIds, active_id: resIds[0], active_model: list.resModel, active_domain: list.domain },
                evalContext: { ...list.evalContext, active_ids: resIds, active_id: resIds[0] },
                resModel: list.resModel,
                resIds,
            }),
        });
    }
}
