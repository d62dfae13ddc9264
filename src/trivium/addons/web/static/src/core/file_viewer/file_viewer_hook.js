import { onWillDestroy } from "@odoo/owl";
import { FileViewer } from "@web/core/file_viewer/file_viewer";
import { registry } from "@web/core/registry";

let nextId = 1;

/** A viewer of files above the page. */
export function createFileViewer() {
    const name = `web.file_viewer${nextId++}`;
    const components = registry.category("main_components");

    function close() {
        if (components.contains(name)) {
            components.remove(name);
        }
    }

    /** @param {any} file @param {any[]} [files] those to go through */
    function open(file, files = [file]) {
        const viewable = files.filter((each) => each.isViewable);
        if (!file.isViewable) {
            return;
        }
        const index = viewable.findIndex((each) => each === file || each.id === file.id);
        close();
        components.add(name, { Component: FileViewer, props: { files: viewable, startIndex: Math.max(0, index), close } });
    }
    return { open, close };
}

export function useFileViewer() {
    const viewer = createFileViewer();
    onWillDestroy(viewer.close);
    return viewer;
}
