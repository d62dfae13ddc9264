import { registry } from "@web/core/registry";
import { ImageField, imageField } from "../image/image_field";

/** The picture of a contact, small and round. */
export class ContactImageField extends ImageField {
    static template = "web.ContactImageField";
}

export const contactImageField = { ...imageField, component: ContactImageField, listViewWidth: [36, 36] };

registry.category("fields").add("contact_image", contactImageField);
