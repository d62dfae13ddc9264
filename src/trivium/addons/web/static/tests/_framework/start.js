/** Loads the tests of all addons, one file after another so that each registers its own, and runs those that the address asks for. */
import { run } from "@web/../tests/_framework/hoot/runner";
import { inFile } from "@web/../tests/_framework/hoot/suites";
import { whenReady } from "@odoo/owl";

/** Where the files of tests are, by the URL that they are written at. */
const files = JSON.parse(document.getElementById("hoot-files").textContent);

async function start() {
    for (const [url, place] of Object.entries(files)) {
        const [, addon, path] = /^\/([^/]+)\/static\/tests\/(.*)\.test\.js$/.exec(url);
        try {
            await inFile(`@${addon}/${path}`, () => import(place));
        } catch (error) {
            console.error(`The tests in ${url} cannot be loaded: ${error.stack ?? error}`);
        }
    }
    await run(new URLSearchParams(location.search));
}

// Not awaited: the templates of a built bundle are registered once its modules have run.
whenReady().then(start);
