/** What pages define before the modules run. */
declare const luxon: any;
declare const odoo: any;
declare var __luxon: any;

interface Window {
    odoo: any;
    luxon: any;
}
declare namespace globalThis {
    var odoo: any;
    var luxon: any;
}
