/** What the server told about the session when it made the page. */
const data = globalThis.odoo ?? (globalThis.odoo = {});

/** @type {Record<string, any>} */
export const session = data.__session_info__ || {};
delete data.__session_info__;
