/**
 * The token that forms and uploads send goes with the session's identifier. Where an answer replaces that, as after a changed
 * password, it tells the new token, and the other tabs of the browser learn of it.
 */
const channel = globalThis.BroadcastChannel ? new BroadcastChannel("csrf_token") : null;

channel?.addEventListener("message", ({ data }) => {
    odoo.csrf_token = data;
});

/** @param {string | null | undefined} token what the answer to a call told */
export function renewToken(token) {
    if (token && token !== odoo.csrf_token) {
        odoo.csrf_token = token;
        channel?.postMessage(token);
    }
}
