import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { SettingsConfirmationDialog } from "@web/webclient/settings_form_view/settings_confirmation_dialog";

/** The settings: they are applied by the method `execute` of a record that is made for the purpose. */
export class SettingsFormController extends FormController {
    static template = "web.SettingsFormView";

    setup() {
        super.setup();
        this.action = useService("action");
        this.canCreate = false;
    }

    get displayName() {
        return this.env.config.actionName || _t("Settings");
    }

    notifyResId() {
        // the record has no address: it is made anew each time
    }

    async saveButtonClicked() {
        return this.apply();
    }

    async save() {
        return this.apply();
    }

    /** Saves the record and lets it take effect. */
    async apply() {
        const { root } = this.model;
        this.status.isSaving = true;
        try {
            const isSaved = await root.save({ reload: false });
            if (!isSaved) {
                return false;
            }
            await this.action.doActionButton({
                type: "object",
                name: "execute",
                resModel: root.resModel,
                resId: root.resId,
                resIds: [root.resId],
                context: root.context,
                onClose: () => this.model.load({ resId: false }),
            });
            return true;
        } finally {
            this.status.isSaving = false;
        }
    }

    async discard() {
        await this.model.load({ resId: false });
    }

    /** @param {any} clickParams */
    async beforeExecuteActionButton(clickParams) {
        if (clickParams.name === "cancel" || clickParams.name === "execute") {
            return true;
        }
        if (!(await this.model.root.isDirty())) {
            return clickParams.type !== "object" || this.model.root.save({ reload: false });
        }
        return this.askToSave(_t("What you changed is not saved. Save it before you go on?"), clickParams.noSaveDialog ? "save" : undefined);
    }

    /** @param {{forceLeave?: boolean}} [options] */
    async beforeLeave({ forceLeave } = {}) {
        if (forceLeave || !(await this.model.root?.isDirty())) {
            return true;
        }
        return this.askToSave(_t("What you changed is not saved yet."));
    }

    /** @param {any} ev */
    async beforeUnload(ev) {
        if (this.model.root?.dirty) {
            ev.preventDefault();
            ev.returnValue = "";
        }
    }

    /** @param {any} body @param {"save"} [answer] @returns {Promise<boolean>} whether to go on */
    askToSave(body, answer) {
        if (answer === "save") {
            return this.apply();
        }
        return new Promise((resolve) => {
            this.dialogService.add(
                SettingsConfirmationDialog,
                {
                    body,
                    confirm: async () => resolve(await this.apply()),
                    cancel: async () => {
                        await this.discard();
                        resolve(true);
                    },
                    stayHere: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    }
}
