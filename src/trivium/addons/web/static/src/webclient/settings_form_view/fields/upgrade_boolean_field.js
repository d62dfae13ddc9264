import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { BooleanField, booleanField } from "@web/views/fields/boolean/boolean_field";
import { UpgradeDialog } from "@web/webclient/settings_form_view/fields/upgrade_dialog";

/** A switch for an app that this system does not have: it says so and stays off. */
export class UpgradeBooleanField extends BooleanField {
    setup() {
        super.setup();
        this.dialogService = useService("dialog");
    }

    /** @param {boolean} isOn */
    async onChange(isOn) {
        if (!isOn) {
            return super.onChange(isOn);
        }
        this.dialogService.add(UpgradeDialog, {}, { onClose: () => this.props.record.update({ [this.props.name]: false }) });
    }
}

export const upgradeBooleanField = { ...booleanField, component: UpgradeBooleanField };

registry.category("fields").add("upgrade_boolean", upgradeBooleanField);
