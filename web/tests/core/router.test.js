import { router } from "@web/core/browser/router";
import { describe, expect, test } from "vitest";

const { stateToUrl, urlToState } = router;
const read = (path) => urlToState(new URL(`http://localhost${path}`));

describe("addresses of the client", () => {
    test.each([
        ["/odoo", {}],
        ["/odoo/contacts", { actionStack: [{ action: "contacts" }] }],
        ["/odoo/contacts/12", { actionStack: [{ action: "contacts" }, { action: "contacts", resId: 12 }] }],
        ["/odoo/contacts/new", { actionStack: [{ action: "contacts" }, { action: "contacts", resId: "new" }] }],
        ["/odoo/action-40", { actionStack: [{ action: 40 }] }],
        ["/odoo/action-base.action_partner_form/3", { actionStack: [{ action: "base.action_partner_form" }, { action: "base.action_partner_form", resId: 3 }] }],
        ["/odoo/res.partner/5", { actionStack: [{ model: "res.partner", resId: 5 }] }],
        ["/odoo/m-website/5", { actionStack: [{ model: "website", resId: 5 }] }],
        ["/odoo/contacts/12/action-7/8", { actionStack: [{ action: "contacts" }, { action: "contacts", resId: 12 }, { active_id: 12, action: 7 }, { active_id: 12, action: 7, resId: 8 }] }],
    ])("%s", (path, { actionStack }) => {
        const state = read(path);
        expect(state.actionStack).toEqual(actionStack);
        expect(stateToUrl(state)).toBe(path);
    });

    test("other parts of the state are in the query", () => {
        expect(read("/odoo/contacts?view_type=kanban&debug=1")).toMatchObject({ action: "contacts", view_type: "kanban", debug: 1 });
        expect(stateToUrl({ action: "contacts", actionStack: [{ action: "contacts" }], view_type: "kanban" })).toBe("/odoo/contacts?view_type=kanban");
    });

    test("addresses of before are understood", () => {
        expect(read("/web#action=40&id=3&cids=1&menu_id=2")).toMatchObject({ action: 40, resId: 3, actionStack: [{ action: 40 }, { action: 40, resId: 3 }] });
    });

    test("an id before an action without a record of its own", () => {
        expect(read("/odoo/5/tasks").actionStack).toEqual([{ active_id: 5, action: "tasks" }]);
    });
});
