const YEAR = 365 * 24 * 3600;

/** Cookies of this site, read and written one by one. */
export const cookie = {
    /** The raw text of the document's cookies; replaced in tests. */
    get _cookieMonster() {
        return document.cookie;
    },
    set _cookieMonster(value) {
        document.cookie = value;
    },
    /** @param {string} name @returns {string | undefined} */
    get(name) {
        for (const part of this._cookieMonster.split(/;\s*/)) {
            const [key, ...rest] = part.split("=");
            if (key === name) {
                return decodeURIComponent(rest.join("="));
            }
        }
        return undefined;
    },
    /**
     * @param {string} name
     * @param {string | undefined} value
     * @param {number} [ttl] seconds to live
     */
    set(name, value, ttl = YEAR) {
        const secure = window.location.protocol === "https:" ? "; Secure" : "";
        const content = value === undefined ? "" : encodeURIComponent(value);
        this._cookieMonster = `${name}=${content}; path=/; max-age=${Math.floor(ttl)}; SameSite=Lax${secure}`;
    },
    /** @param {string} name */
    delete(name) {
        this.set(name, undefined, 0);
    },
};
