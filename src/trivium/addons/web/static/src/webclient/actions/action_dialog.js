import { useEffect } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";

/** A dialog around an action with the target "new". */
export class ActionDialog extends Dialog {
    static template = "web.ActionDialog";
    static components = { Dialog };
    static props = /** @type {any} */ ({
        ...Dialog.props,
        close: Function,
        slots: { optional: true },
        ActionComponent: { optional: true },
        actionProps: { optional: true },
        actionType: { optional: true },
        title: { optional: true },
    });
    static defaultProps = { ...Dialog.defaultProps, withBodyPadding: false };

    setup() {
        super.setup();
        this.actionService = useService("action");
        useEffect(
            () => {
                const { el } = this.modalRef;
                if (!el?.querySelector(".modal-footer") || this.props.footer === false) {
                    return;
                }
                // the footer that the view itself brings takes the place of the dialog's
                const own = el.querySelector(".modal-footer");
                const ofView = [...el.querySelectorAll(".modal-body footer")].filter((each) => !each.closest(".o_field_widget"));
                if (ofView.length) {
                    own.replaceChildren(...ofView.flatMap((footer) => [...footer.childNodes]));
                    for (const footer of ofView) {
                        footer.remove();
                    }
                }
            },
            () => []
        );
    }

    onEscape() {
        return this.dismiss();
    }
}
