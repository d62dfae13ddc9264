import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
    resolve: {
        alias: [
            { find: /^@web\/(.*)$/, replacement: `${here("../src/trivium/addons/web/static/src")}/$1` },
            { find: /^@bus\/(.*)$/, replacement: `${here("../src/trivium/addons/bus/static/src")}/$1` },
            { find: "@odoo/owl", replacement: here("./node_modules/@odoo/owl/dist/owl.es.js") },
            { find: /^(@codemirror|@lezer)\/([\w-]+)$/, replacement: `${here("./node_modules")}/$1/$2/dist/index.js` },
            { find: "dompurify", replacement: here("./node_modules/dompurify/dist/purify.es.mjs") },
            { find: /^luxon$/, replacement: here("../src/trivium/addons/web/static/src/libs/luxon.js") },
        ],
    },
    server: { fs: { allow: [here("..")] } },
    test: {
        environment: "jsdom",
        include: ["tests/**/*.test.js"],
        setupFiles: ["tests/setup.js"],
        maxWorkers: 2,
        environmentOptions: { jsdom: { url: "http://localhost/odoo", pretendToBeVisual: true } },
    },
});
