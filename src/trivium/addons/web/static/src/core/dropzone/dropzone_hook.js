import { useEffect, useExternalListener } from "@odoo/owl";
import { Dropzone } from "@web/core/dropzone/dropzone";
import { useService } from "@web/core/utils/hooks";

/** @param {any} ev */
const hasFiles = (ev) => ev.dataTransfer?.types.includes("Files");

/**
 * Shows a component over a target while files are dragged over the page.
 * @param {{el: HTMLElement | null}} targetRef
 * @param {any} dropzoneComponent
 * @param {any} dropzoneComponentProps
 * @param {() => boolean} [isDropzoneEnabled]
 */
export function useCustomDropzone(targetRef, dropzoneComponent, dropzoneComponentProps, isDropzoneEnabled = () => true) {
    const overlay = useService("overlay");
    const ui = useService("ui");
    let depth = 0;
    /** @type {(() => void) | null} */
    let remove = null;
    const update = () => {
        const isWanted = depth > 0 && targetRef.el && isDropzoneEnabled() && (ui.activeElement === document || ui.activeElement.contains(targetRef.el));
        if (isWanted && !remove) {
            remove = overlay.add(dropzoneComponent, { ref: targetRef, ...dropzoneComponentProps });
        } else if (!isWanted && remove) {
            remove();
            remove = null;
        }
    };
    const set = (value) => {
        depth = Math.max(0, value);
        update();
    };
    useExternalListener(document, "dragenter", (ev) => hasFiles(ev) && set(depth + 1), { capture: true });
    useExternalListener(document, "dragleave", (ev) => hasFiles(ev) && set(depth - 1), { capture: true });
    useExternalListener(window, "drop", () => setTimeout(() => set(0)), { capture: true });
    useEffect(
        () => () => set(0),
        () => []
    );
}

/**
 * @param {{el: HTMLElement | null}} targetRef
 * @param {(ev: DragEvent) => void} onDrop
 * @param {string} [extraClass]
 * @param {() => boolean} [isDropzoneEnabled]
 */
export function useDropzone(targetRef, onDrop, extraClass, isDropzoneEnabled = () => true) {
    useCustomDropzone(targetRef, Dropzone, { extraClass, onDrop }, isDropzoneEnabled);
}
