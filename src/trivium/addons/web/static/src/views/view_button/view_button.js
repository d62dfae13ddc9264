import { Component } from "@odoo/owl";
import { pick } from "@web/core/utils/objects";
import { evaluateBooleanExpr } from "@web/core/py_js/py";

const TAGS = { button: "button", a: "a" };

/** @param {string} icon a class, or the path of an image */
function describeIcon(icon) {
    if (icon.startsWith("fa-")) {
        return { tag: "i", class: `o_button_icon fa fa-fw ${icon}` };
    }
    if (icon.startsWith("oi-")) {
        return { tag: "i", class: `o_button_icon oi oi-fw ${icon}` };
    }
    return { tag: "img", src: icon };
}

/** A `<button>` or `<a>` of a view: runs a method or an action on the record. */
export class ViewButton extends Component {
    static template = "web.views.ViewButton";
    static props = [
        "id?",
        "tag?",
        "record?",
        "attrs?",
        "className?",
        "context?",
        "clickParams?",
        "icon?",
        "defaultRank?",
        "disabled?",
        "size?",
        "tabindex?",
        "title?",
        "style?",
        "string?",
        "slots?",
        "onClick?",
        "isHotkeyDisabled?",
    ];
    static defaultProps = { tag: "button", className: "", clickParams: {}, attrs: {} };

    setup() {
        this.tag = /** @type {any} */ (TAGS)[this.props.tag] || "button";
        this.icon = this.props.icon && describeIcon(this.props.icon);
    }

    get clickParams() {
        return { context: this.props.context, ...this.props.clickParams };
    }

    get className() {
        const { className, defaultRank, size } = this.props;
        const classes = className.split(" ").filter(Boolean);
        const own = this.tag === "button" ? ["btn"] : [];
        const hasRank = classes.some((/** @type {string} */ name) => /^btn-/.test(name));
        if (this.tag === "button" && !hasRank) {
            if (classes.includes("oe_highlight")) {
                own.push("btn-primary");
            } else if (classes.includes("oe_link")) {
                own.push("btn-link");
            } else if (classes.includes("oe_stat_button")) {
                own.push("btn-outline-secondary");
            } else {
                own.push(defaultRank || "btn-secondary");
            }
        }
        if (size) {
            own.push(`btn-${size}`);
        }
        return [...new Set([...own, ...classes.filter((/** @type {string} */ name) => !["oe_highlight", "oe_link"].includes(name))])].join(" ");
    }

    get disabled() {
        const { disabled, record, attrs } = this.props;
        if (disabled || (attrs.disabled && attrs.disabled !== "0" && attrs.disabled !== "false")) {
            return true;
        }
        return Boolean(record && attrs["disabled-if"] && evaluateBooleanExpr(attrs["disabled-if"], record.evalContext));
    }

    /** A button with nothing but an icon needs words for those who cannot see it. */
    get ariaLabel() {
        const { string, title, clickParams, attrs } = this.props;
        return string ? undefined : attrs?.["aria-label"] || title || clickParams.help || undefined;
    }

    get hotkey() {
        return this.props.attrs?.["data-hotkey"];
    }

    get hasTooltip() {
        return Boolean(this.props.clickParams.help || this.props.title);
    }

    get tooltip() {
        return this.props.clickParams.help || this.props.title;
    }

    /** @param {MouseEvent} ev @param {boolean} [newWindow] */
    onClick(ev, newWindow) {
        if (this.props.tag === "a") {
            ev.preventDefault();
        }
        if (this.props.onClick) {
            return this.props.onClick(ev);
        }
        const { record } = this.props;
        return this.env.onClickViewButton({
            clickParams: this.clickParams,
            newWindow: newWindow ?? (ev.ctrlKey || ev.metaKey),
            getResParams: () => ({
                ...pick(record || {}, "context", "evalContext", "resModel", "resId", "resIds"),
            }),
        });
    }
}
