/** Loads the tests of all addons one file after another, and runs those that the address asks for. */
import { run } from "@web/../tests/_framework/hoot/runner";
import { inFile } from "@web/../tests/_framework/hoot/suites";
import { whenReady } from "@odoo/owl";

const files = JSON.parse(document.getElementById("hoot-files").textContent);

await whenReady();
for (const url of files) {
    const [, addon, path] = /^\/([^/]+)\/static\/tests\/(.*)\.test\.js$/.exec(url);
    try {
        await inFile(`@${addon}/${path}`, () => import(url));
    } catch (error) {
        console.error(`The tests in ${url} cannot be loaded: ${error.stack ?? error}`);
    }
}
await run(new URLSearchParams(location.search));
