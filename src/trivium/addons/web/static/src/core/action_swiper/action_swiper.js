import { Component, onWillUnmount, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { localization } from "@web/core/l10n/localization";
import { closestScrollableX } from "@web/core/utils/scrolling";
import { clamp } from "@web/core/utils/numbers";

/** Does something when a finger pulls its content aside. */
export class ActionSwiper extends Component {
    static template = "web.ActionSwiper";
    static props = {
        onLeftSwipe: { type: Object, optional: true },
        onRightSwipe: { type: Object, optional: true },
        slots: Object,
        animationOnMove: { type: Boolean, optional: true },
        animationType: { type: String, optional: true },
        swipeDistanceRatio: { type: Number, optional: true },
        swipeInvalid: { type: Function, optional: true },
    };
    static defaultProps = { animationOnMove: true, animationType: "bounce", swipeDistanceRatio: 2 };

    setup() {
        this.target = useRef("targetContainer");
        this.state = useState({ distance: 0, isSwiping: false });
        this.startX = 0;
        this.startY = 0;
        this.timer = 0;
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get actions() {
        const { onLeftSwipe, onRightSwipe } = this.props;
        return localization.direction === "rtl" ? { left: onRightSwipe, right: onLeftSwipe } : { left: onLeftSwipe, right: onRightSwipe };
    }

    /** @param {TouchEvent} ev */
    onTouchStart(ev) {
        const scrollable = closestScrollableX(/** @type {Element} */ (ev.target));
        this.isIgnored = Boolean(scrollable && this.target.el.contains(scrollable)) || Boolean(this.props.swipeInvalid?.());
        this.startX = ev.touches[0].clientX;
        this.startY = ev.touches[0].clientY;
    }

    /** @param {TouchEvent} ev */
    onTouchMove(ev) {
        const x = ev.touches[0].clientX - this.startX;
        const y = ev.touches[0].clientY - this.startY;
        if (this.isIgnored || (!this.state.isSwiping && Math.abs(y) > Math.abs(x))) {
            this.isIgnored = true;
            return;
        }
        const { left, right } = this.actions;
        this.state.isSwiping = true;
        const width = this.target.el.clientWidth;
        this.state.distance = clamp(x, left ? -width : 0, right ? width : 0);
    }

    onTouchEnd() {
        if (!this.state.isSwiping) {
            return;
        }
        const { left, right } = this.actions;
        const enough = Math.abs(this.state.distance) > this.target.el.clientWidth / this.props.swipeDistanceRatio;
        const action = this.state.distance < 0 ? left : right;
        this.state.isSwiping = false;
        this.state.distance = 0;
        if (enough && action) {
            this.timer = browser.setTimeout(() => action.action(Promise.resolve()), 120);
        }
    }
}
