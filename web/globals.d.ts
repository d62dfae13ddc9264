/** What pages define before the modules run. */
declare var luxon: any;
declare var odoo: any;
