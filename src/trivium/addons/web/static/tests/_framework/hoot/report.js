/**
 * What people see of a run: which tests passed and why others failed, and a field to choose among them.
 *
 * It stands beside the body, which belongs to the tests, and has styles of its own that theirs do not touch.
 */

const STYLES = `
    :host { position: fixed; inset: auto 0 0 0; z-index: 100000; max-height: 45vh; display: flex; flex-direction: column;
        font: 14px/1.4 system-ui, sans-serif; color: #1f2328; background: #fff; border-top: 2px solid #8c959f; }
    :host(.done) { inset: 0; max-height: none; }
    form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; padding: .5rem 1rem; background: #f6f8fa; }
    input[type=search] { flex: 1 1 16rem; min-width: 8rem; font: inherit; padding: .25rem .5rem; }
    ol { margin: 0; padding: .5rem 1rem; overflow: auto; list-style: none; }
    li { padding: .15rem 0; overflow-wrap: anywhere; }
    li::before { display: inline-block; width: 4.5rem; font-weight: 600; content: attr(data-status); }
    li[data-status=passed]::before { color: #116329; }
    li[data-status=failed]::before { color: #b3261e; }
    li[data-status=skipped]::before { color: #57606a; }
    pre { margin: .25rem 0 .5rem 4.5rem; padding: .5rem; background: #fff1f0; white-space: pre-wrap; }
    ol.failures li:not([data-status=failed]) { display: none; }
`;

/** @param {string} tag @param {Record<string, any>} [values] @param {(Node | string)[]} children */
function make(tag, values = {}, ...children) {
    const element = Object.assign(document.createElement(tag), values);
    element.append(...children);
    return element;
}

/** Shows a run while it is under way. */
export class Report {
    /** @param {URLSearchParams} params of the address @param {number} total how many tests are to run */
    constructor(params, total) {
        this.total = total;
        this.counts = { passed: 0, failed: 0, skipped: 0 };
        this.host = make("aside", { id: "hoot-report", ariaLabel: "Tests" });
        const shadow = this.host.attachShadow({ mode: "open" });
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLES);
        shadow.adoptedStyleSheets = [sheet];
        this.summary = make("output");
        this.list = make("ol");
        const only = make("input", { type: "checkbox", onchange: () => this.list.classList.toggle("failures", only.checked) });
        const filter = make("input", { type: "search", name: "filter", value: params.get("filter") || "", placeholder: "@web/ a test", ariaLabel: "Tests to run" });
        const kept = [...params].filter(([name]) => name !== "filter").map(([name, value]) => make("input", { type: "hidden", name, value }));
        const run = make("button", { textContent: "Run" });
        shadow.append(make("form", {}, this.summary, filter, ...kept, run, make("label", {}, only, " Failures only")), this.list);
        document.documentElement.append(this.host);
        this.count();
    }

    count() {
        const { passed, failed, skipped } = this.counts;
        this.summary.textContent = `${passed + failed + skipped} of ${this.total}: ${passed} passed, ${failed} failed, ${skipped} skipped`;
    }

    /** @param {string} name of a test @param {"passed" | "failed" | "skipped"} status @param {string} [reason] */
    add(name, status, reason) {
        this.counts[status]++;
        const alone = `?${new URLSearchParams({ filter: name })}`;
        const row = make("li", {}, make("a", { href: alone, textContent: name }), ...(reason ? [make("pre", { textContent: reason })] : []));
        row.dataset.status = status;
        this.list.append(row);
        this.count();
    }

    done() {
        this.host.classList.add("done");
    }
}
