const SCRIPTS = { latin: "Latn", cyrillic: "Cyrl", Latn: "latin", Cyrl: "cyrillic" };

/**
 * en_US -> en-US, sr@latin -> sr-Latn.
 * @param {string} locale
 */
export function pyToJsLocale(locale) {
    if (!locale) {
        return "";
    }
    const match = /^([a-z]+)(?:_([A-Z]{2}|\d{3}))?(?:@(.+))?$/.exec(locale);
    if (!match) {
        return locale;
    }
    const [, language, territory, modifier] = match;
    return [language, SCRIPTS[modifier], territory].filter(Boolean).join("-");
}

/**
 * en-US -> en_US, sr-Latn -> sr@latin.
 * @param {string} locale
 */
export function jsToPyLocale(locale) {
    if (!locale) {
        return "";
    }
    const { language, region, script } = new Intl.Locale(locale);
    return [language, region && `_${region}`, SCRIPTS[script] && `@${SCRIPTS[script]}`].filter(Boolean).join("");
}
