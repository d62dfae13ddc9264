import { EventBus } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { cookie } from "@web/core/browser/cookie";
import { pyToJsLocale } from "@web/core/l10n/utils/locales";
import { rpc } from "@web/core/network/rpc";
import { Cache } from "@web/core/utils/cache";
import { session } from "@web/session";

/** Triggers "ACTIVE_COMPANIES_CHANGED". */
export const userBus = new EventBus();

const LAST_USERS = "web.lastConnectedUser";

/** Who has logged in from this browser. @returns {any[]} */
export const getLastConnectedUsers = () => JSON.parse(browser.localStorage.getItem(LAST_USERS) || "[]");
/** @param {any[]} users */
export const setLastConnectedUsers = (users) => browser.localStorage.setItem(LAST_USERS, JSON.stringify(users.slice(0, 10)));

const DEFAULT_COMPANIES = { current_company: false, allowed_companies: {}, disallowed_ancestor_companies: {} };

/**
 * Companies asked for by the cookie, as far as they are allowed; else the user's own.
 * @param {any} companies
 * @returns {number[]}
 */
function activeIds(companies) {
    const asked = (cookie.get("cids") || "").split("-").map(Number);
    const allowed = asked.filter((id) => id in companies.allowed_companies);
    if (allowed.length) {
        return allowed;
    }
    return companies.current_company ? [companies.current_company] : [];
}

/** @param {string} model @param {string} method @param {any[]} args */
const call = (model, method, args) => rpc(`/web/dataset/call_kw/${model}/${method}`, { model, method, args, kwargs: {} });

/**
 * The user of a session. What is taken here leaves the session's own data.
 * @param {Record<string, any>} info
 */
export function _makeUser(info) {
    const {
        home_action_id: homeActionId,
        is_admin: isAdmin,
        is_internal_user: isInternalUser,
        is_system: isSystem,
        name,
        partner_id: partnerId,
        show_effect: showEffect,
        uid: userId,
        username: login,
        user_context: context = {},
        user_settings: settings,
        partner_write_date: writeDate,
        groups = {},
    } = info;
    const companies = { ...DEFAULT_COMPANIES, ...info.user_companies };
    let selected = activeIds(companies);
    const groupCache = new Cache(async (group) => {
        if (group in groups) {
            return groups[group];
        }
        return Boolean(userId) && call("res.users", "has_group", [userId, group]);
    });
    const accessCache = new Cache((model, operation, ids) => call(model, "has_access", [ids, operation]));
    const lang = pyToJsLocale(context.lang);

    const user = {
        name,
        login,
        isAdmin,
        isSystem,
        isInternalUser,
        partnerId,
        homeActionId,
        showEffect,
        userId,
        writeDate,
        get context() {
            return { ...context, uid: userId, ...(selected.length ? { allowed_company_ids: selected } : {}) };
        },
        get lang() {
            return lang;
        },
        get tz() {
            return this.context.tz;
        },
        /** What expressions in views may name. */
        get evalContext() {
            return { uid: userId, tz: context.tz, lang: context.lang, current_company_id: selected[0] || false, allowed_company_ids: selected, context: this.context };
        },
        get settings() {
            return settings;
        },
        /** @param {any} update */
        updateContext(update) {
            Object.assign(context, update);
        },
        /** @param {string} group an external id */
        hasGroup(group) {
            return groupCache.read(group);
        },
        /** @param {string} model @param {string} operation @param {number[]} [ids] */
        checkAccessRight(model, operation, ids = []) {
            return accessCache.read(model, operation, ids);
        },
        /** @param {string} key @param {any} value */
        async setUserSettings(key, value) {
            const model = "res.users.settings";
            const changed = await call(model, "set_res_users_settings", [[settings.id], { [key]: value }]);
            Object.assign(settings, changed);
        },
        /** @param {any} update */
        updateUserSettings(update) {
            Object.assign(settings, update);
        },
        get allowedCompanies() {
            return Object.values(companies.allowed_companies).sort((a, b) => a.sequence - b.sequence);
        },
        get allowedCompaniesWithAncestors() {
            return [...this.allowedCompanies, ...Object.values(companies.disallowed_ancestor_companies)];
        },
        get defaultCompany() {
            return companies.allowed_companies[companies.current_company];
        },
        get activeCompanies() {
            return selected.map((id) => companies.allowed_companies[id]);
        },
        get activeCompany() {
            return this.activeCompanies[0];
        },
        /**
         * @param {number[]} companyIds
         * @param {{includeChildCompanies?: boolean, reload?: boolean}} [options]
         */
        activateCompanies(companyIds, { includeChildCompanies = true, reload = true } = {}) {
            const wanted = companyIds.length ? [...companyIds] : [companies.current_company];
            const add = (ids) => {
                for (const id of ids) {
                    const company = companies.allowed_companies[id];
                    if (company && !wanted.includes(id)) {
                        wanted.push(id);
                    }
                    add(company?.child_ids || []);
                }
            };
            if (includeChildCompanies) {
                add(wanted.flatMap((id) => companies.allowed_companies[id]?.child_ids || []));
            }
            cookie.set("cids", wanted.join("-"));
            selected = wanted;
            userBus.trigger("ACTIVE_COMPANIES_CHANGED");
            if (reload) {
                browser.location.reload();
            }
        },
    };
    return user;
}

export const user = _makeUser(session);
