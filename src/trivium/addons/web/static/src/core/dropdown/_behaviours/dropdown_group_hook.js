import { onWillUnmount, useEnv } from "@odoo/owl";
import { DROPDOWN_GROUP } from "@web/core/dropdown/dropdown_group";

/** Dropdowns of one group open when the pointer goes over them while another of the group is open. */
export function useDropdownGroup() {
    const group = useEnv()[DROPDOWN_GROUP];
    const member = { isOpen: () => false };
    group?.add(member);
    onWillUnmount(() => group?.delete(member));
    return {
        get isInGroup() {
            return Boolean(group);
        },
        /** @param {() => boolean} isOpen */
        register(isOpen) {
            member.isOpen = isOpen;
        },
        get isOpen() {
            return Boolean(group) && [...group].some((each) => each.isOpen());
        },
    };
}
