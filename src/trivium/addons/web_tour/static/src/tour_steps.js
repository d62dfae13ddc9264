import { hasTouch } from "@web/core/browser/feature_detection";
import { queryAll } from "@web_tour/tour_selector";

/**
 * Whether a step is done in this way of running, on this size of screen.
 * @param {any} step
 * @param {"auto" | "manual"} mode
 */
export function isActive(step, mode) {
    return (step.isActive || []).every((condition) => {
        switch (condition) {
            case "auto":
            case "manual":
                return condition === mode;
            case "mobile":
                return innerWidth < 768 || hasTouch();
            case "desktop":
                return !(innerWidth < 768 || hasTouch());
            case "community":
                return true;
            case "enterprise":
                return false;
            default:
                return queryAll(condition).length > 0;
        }
    });
}

/** What a step is called in messages. @param {any} step */
export function describe(step) {
    return [step.content && `"${step.content}"`, `trigger: ${step.trigger}`, step.run && typeof step.run === "string" && `run: ${step.run}`].filter(Boolean).join(", ");
}
