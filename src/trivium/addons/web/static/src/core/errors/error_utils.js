/** The first cause that is not merely the wrapper of another. @param {any} error */
function rootOf(error) {
    return error?.cause instanceof Error ? rootOf(error.cause) : error;
}

/** @param {any} error */
export function getErrorTechnicalName(error) {
    return error.name === Error.name ? error.constructor.name : error.name;
}

/** An error, its causes, and where each came from, as text. @param {any} error */
export function fullTraceback(error) {
    let text = formatTraceback(error);
    for (let cause = error.cause; cause; cause = cause.cause) {
        text += `\n\nCaused by: ${cause instanceof Error ? formatTraceback(cause) : String(cause)}`;
    }
    return text;
}

/** @param {any} error */
export async function fullAnnotatedTraceback(error) {
    return fullTraceback(error);
}

/** @param {any} error */
export async function annotateTraceback(error) {
    return formatTraceback(error);
}

/** @param {any} error */
export function formatTraceback(error) {
    const name = getErrorTechnicalName(error);
    const head = `${name}: ${error.message}`;
    const frames = (error.stack || "").split("\n").filter((line) => /^\s*at |@.*:\d+/.test(line));
    return [head, ...frames.map((line) => `    ${line.trim()}`)].join("\n");
}

/**
 * Fills in what is told about an error that nobody caught.
 * @param {any} uncaughtError
 * @param {any} originalError
 * @param {boolean} [annotated]
 */
export async function completeUncaughtError(uncaughtError, originalError, annotated = false) {
    uncaughtError.traceback = annotated ? await fullAnnotatedTraceback(originalError) : fullTraceback(originalError);
    if (originalError.message) {
        const root = rootOf(originalError);
        uncaughtError.message = `${uncaughtError.message} > ${root.message}`;
    }
    uncaughtError.cause = originalError;
}

