import { _n, translatedForms } from "@web/core/l10n/translation";
import { afterEach, expect, test } from "vitest";

afterEach(() => {
    for (const module of Object.keys(translatedForms)) {
        delete translatedForms[module];
    }
});

/** @param {number} n the rule of Polish, by the header of its PO files */
const polish = (n) => (n === 1 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2);

test("a text that is not translated has the two forms of the source", () => {
    expect([0, 1, 2].map((n) => _n("%s file", "%s files", n, n))).toEqual(["0 files", "1 file", "2 files"]);
});

test("a translated text has as many forms as its language", () => {
    const places = Array.from({ length: 200 }, (_, n) => polish(n)).join("");
    translatedForms.shop = { "%(n)s file": { forms: ["%(n)s plik", "%(n)s pliki", "%(n)s plików"], places } };
    const said = [0, 1, 3, 5, 12, 22, 112, 1003, -3].map((n) => _n("%(n)s file", "%(n)s files", n, { n }));
    expect(said).toEqual(["0 plików", "1 plik", "3 pliki", "5 plików", "12 plików", "22 pliki", "112 plików", "1003 pliki", "-3 pliki"]);
});
