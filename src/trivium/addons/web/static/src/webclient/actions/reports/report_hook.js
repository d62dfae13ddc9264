import { useComponent, useEffect } from "@odoo/owl";

/**
 * Links of a report that name a model and a record open that record in the client.
 * @param {{el: HTMLIFrameElement | HTMLElement | null}} ref
 * @param {string | null} [selector]
 */
export function useEnrichWithActionLinks(ref, selector = null) {
    const component = useComponent();
    useEffect(
        (el) => {
            if (!el) {
                return;
            }
            const root = el.matches("iframe") ? el.contentDocument : el;
            const targets = root?.querySelectorAll(`${selector ? `${selector} ` : ""}[res-id][res-model][view-type]`) ?? [];
            const undo = [];
            for (const target of targets) {
                const open = (ev) => {
                    ev.preventDefault();
                    component.env.services.action.doAction({
                        type: "ir.actions.act_window",
                        res_model: target.getAttribute("res-model"),
                        res_id: Number.parseInt(target.getAttribute("res-id"), 10),
                        views: [[false, target.getAttribute("view-type")]],
                        domain: target.getAttribute("domain") || [],
                    });
                };
                target.addEventListener("click", open);
                undo.push(() => target.removeEventListener("click", open));
            }
            return () => undo.forEach((each) => each());
        },
        () => [ref.el]
    );
}
