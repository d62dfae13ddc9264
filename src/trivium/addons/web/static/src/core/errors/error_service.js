import { browser } from "@web/core/browser/browser";
import { completeUncaughtError, getErrorTechnicalName } from "@web/core/errors/error_utils";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

/** What reached the window without being caught. */
export class UncaughtError extends Error {
    /** @param {string} message */
    constructor(message) {
        super(message);
        this.name = getErrorTechnicalName(this);
        this.traceback = null;
        /** @type {any} */
        this.event = null;
    }
}

export class UncaughtClientError extends UncaughtError {
    constructor(message = "Uncaught JavaScript error") {
        super(message);
    }
}

export class UncaughtPromiseError extends UncaughtError {
    constructor(message = "Uncaught promise") {
        super(message);
        /** @type {PromiseRejectionEvent | null} */
        this.unhandledRejectionEvent = null;
    }
}

export class ThirdPartyScriptError extends UncaughtError {
    constructor(message = "Third-party script error") {
        super(message);
    }
}

export class HTMLElementLoadingError extends Error {
    name = "HTMLElementLoadingError";
}

export const errorService = {
    start(env) {
        const handlers = registry.category("error_handlers");

        /** Asks each handler until one says that it has dealt with it. @param {any} uncaughtError */
        const handleError = (uncaughtError) => {
            let originalError = uncaughtError;
            while (originalError instanceof Error && originalError.cause) {
                originalError = originalError.cause;
            }
            for (const [name, handler] of handlers.getEntries()) {
                try {
                    if (handler(env, uncaughtError, originalError)) {
                        return;
                    }
                } catch (error) {
                    console.error(`The error handler "${name}" fails itself`, error, uncaughtError);
                    return;
                }
            }
            console.error(uncaughtError);
        };

        browser.addEventListener("error", async (ev) => {
            const { colno, error, filename, lineno, message } = ev;
            if (!(ev instanceof ErrorEvent) || message?.startsWith("ResizeObserver loop")) {
                return;
            }
            const isForeign = !error && !filename && !lineno && !colno;
            const uncaught = isForeign ? new ThirdPartyScriptError() : new UncaughtClientError();
            if (error instanceof Error) {
                uncaught.event = ev;
                await completeUncaughtError(uncaught, error, env.debug?.includes("assets"));
            } else {
                uncaught.traceback = `${message}\n    at ${filename}:${lineno}:${colno}`;
            }
            uncaught.cause = error;
            handleError(uncaught);
        });

        browser.addEventListener("unhandledrejection", async (ev) => {
            const { reason } = ev;
            const uncaught = new UncaughtPromiseError();
            uncaught.unhandledRejectionEvent = ev;
            if (reason instanceof Error) {
                // an event that is not prevented is printed by the browser: that is wanted for what is no message to the user
                await completeUncaughtError(uncaught, reason, env.debug?.includes("assets"));
            } else if (reason && typeof reason === "object" && "type" in reason && reason.target instanceof HTMLElement) {
                const { tagName, outerHTML } = reason.target;
                await completeUncaughtError(uncaught, new HTMLElementLoadingError(`<${tagName.toLowerCase()}> could not be loaded: ${outerHTML.slice(0, 200)}`));
            } else {
                uncaught.cause = reason;
                uncaught.traceback = String(reason);
            }
            handleError(uncaught);
        });
        return { handleError, isFrontend: session.is_frontend };
    },
};

registry.category("services").add("error", errorService, { sequence: 1 });
