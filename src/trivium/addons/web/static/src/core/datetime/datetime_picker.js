import { Component, onWillRender, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { clampDate, getLocalYearAndWeek, getStartOfLocalWeek, isInRange, MAX_VALID_DATE, MIN_VALID_DATE, today } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { Time } from "@web/core/l10n/time";
import { _t } from "@web/core/l10n/translation";
import { TimePicker } from "@web/core/time_picker/time_picker";
import { ensureArray } from "@web/core/utils/arrays";

const { DateTime, Info } = luxon;

const PRECISIONS = ["days", "months", "years"];
const STEPS = { days: { months: 1 }, months: { years: 1 }, years: { years: 12 } };

/** A calendar to choose a day, a moment, or two of them. */
export class DateTimePicker extends Component {
    static template = "web.DateTimePicker";
    static components = { TimePicker };
    static props = {
        focusedDateIndex: { type: Number, optional: true },
        showWeekNumbers: { type: Boolean, optional: true },
        daysOfWeekFormat: { type: String, optional: true },
        maxDate: { optional: true },
        maxPrecision: { type: String, optional: true },
        minDate: { optional: true },
        minPrecision: { type: String, optional: true },
        onReset: { type: Function, optional: true },
        onSelect: { type: Function, optional: true },
        onToggleRange: { type: Function, optional: true },
        range: { type: Boolean, optional: true },
        rounding: { type: Number, optional: true },
        showRangeToggler: { type: Boolean, optional: true },
        slots: { type: Object, optional: true },
        type: { type: String, optional: true },
        value: { optional: true },
        isDateValid: { type: Function, optional: true },
        dayCellClass: { type: Function, optional: true },
        tz: { type: String, optional: true },
    };
    static defaultProps = { focusedDateIndex: 0, maxPrecision: "years", minPrecision: "days", rounding: 5, showWeekNumbers: false, type: "datetime", isDateValid: () => true, dayCellClass: () => "", onSelect: () => {} };

    setup() {
        this.grid = useRef("grid");
        this.state = useState({ focusDate: today(), precision: this.props.minPrecision, timeValues: [null, null] });
        this.read(this.props);
        onWillUpdateProps((props) => this.read(props));
        onWillRender(() => {
            this.items = this.makeItems();
        });
    }

    /** @param {any} props */
    read(props) {
        this.values = ensureArray(props.value ?? [false]).map((value) => (value?.isLuxonDateTime ? value : false));
        if (props.range && this.values.length < 2) {
            this.values.push(false);
        }
        this.minDate = this.limit(props.minDate, MIN_VALID_DATE).startOf("day");
        this.maxDate = this.limit(props.maxDate, MAX_VALID_DATE).endOf("day");
        const focused = this.values[props.focusedDateIndex] || this.values.find(Boolean) || today();
        if (!this.isFollowing || this.lastFocus !== focused.toISODate()) {
            this.state.focusDate = clampDate(focused, this.minDate, this.maxDate).startOf("day");
            this.lastFocus = focused.toISODate();
            this.isFollowing = true;
        }
        this.state.timeValues = this.values.map((value) => (value ? new Time(value) : this.defaultTime(props)));
    }

    /** @param {any} props */
    defaultTime(props) {
        const now = DateTime.local();
        return props.rounding ? new Time(now).roundMinutes(props.rounding) : new Time(now);
    }

    /** @param {any} value @param {any} fallback */
    limit(value, fallback) {
        return value === "today" ? today() : value?.isLuxonDateTime ? value : fallback;
    }

    get isLastPrecision() {
        return this.state.precision === this.props.maxPrecision;
    }

    get title() {
        const { focusDate, precision } = this.state;
        if (precision === "days") {
            return focusDate.toLocaleString({ month: "long", year: "numeric" });
        }
        if (precision === "months") {
            return focusDate.toFormat("yyyy");
        }
        const start = this.firstYear;
        return `${start} - ${start + 11}`;
    }

    get firstYear() {
        return Math.floor(this.state.focusDate.year / 12) * 12;
    }

    get weekDays() {
        const names = Info.weekdays("short");
        return Array.from({ length: 7 }, (_, index) => names[(localization.weekStart - 1 + index) % 7]);
    }

    /** @param {any} date */
    isSelected(date, unit) {
        return this.values.some((value) => value && value.hasSame(date, unit));
    }

    /** @param {any} start @param {string} unit @param {string} label */
    makeItem(start, unit, label, more = {}) {
        const end = start.endOf(unit);
        const [from, to] = this.values;
        /** @type {[any, any] | null} */
        const range = this.props.range && from && to ? [from.startOf("day"), to.endOf("day")] : null;
        return {
            id: start.toISODate(),
            date: start,
            label,
            isValid: end >= this.minDate && start <= this.maxDate && (unit !== "day" || this.props.isDateValid(start)),
            isSelected: this.isSelected(start, unit),
            isInRange: Boolean(range) && isInRange(start.plus({ hours: 12 }), range),
            isToday: start.hasSame(today(), unit),
            isFocused: start.hasSame(this.state.focusDate, unit),
            extraClass: unit === "day" ? this.props.dayCellClass(start) : "",
            ...more,
        };
    }

    makeItems() {
        const { focusDate, precision } = this.state;
        if (precision === "months") {
            const names = Info.months("short");
            return { cells: names.map((name, index) => this.makeItem(focusDate.set({ month: index + 1, day: 1 }).startOf("month"), "month", name)) };
        }
        if (precision === "years") {
            return { cells: Array.from({ length: 12 }, (_, index) => this.makeItem(DateTime.local(this.firstYear + index, 1, 1), "year", String(this.firstYear + index))) };
        }
        const start = getStartOfLocalWeek(focusDate.startOf("month"));
        const weeks = Array.from({ length: 6 }, (_, week) => {
            const first = start.plus({ weeks: week });
            const days = Array.from({ length: 7 }, (__, day) => {
                const date = first.plus({ days: day });
                return this.makeItem(date, "day", String(date.day), { isOutside: date.month !== focusDate.month });
            });
            return { number: getLocalYearAndWeek(first).week, days };
        });
        return { weeks };
    }

    /** @param {-1 | 1} direction */
    move(direction) {
        const step = STEPS[this.state.precision];
        this.state.focusDate = clampDate(this.state.focusDate.plus(Object.fromEntries(Object.entries(step).map(([unit, amount]) => [unit, amount * direction]))), this.minDate, this.maxDate).startOf("day");
    }

    zoomOut() {
        const index = PRECISIONS.indexOf(this.state.precision);
        if (index < PRECISIONS.indexOf(this.props.maxPrecision)) {
            this.state.precision = PRECISIONS[index + 1];
        }
    }

    /** @param {any} item */
    onItemSelected(item) {
        if (!item.isValid) {
            return;
        }
        this.state.focusDate = item.date;
        const index = PRECISIONS.indexOf(this.state.precision);
        if (index > PRECISIONS.indexOf(this.props.minPrecision)) {
            this.state.precision = PRECISIONS[index - 1];
            return;
        }
        this.selectDate(item.date, "date");
    }

    /** @param {any} date @param {"date" | "time"} unit */
    selectDate(date, unit) {
        const index = this.props.focusedDateIndex;
        const time = this.state.timeValues[index];
        const moment = this.props.type === "datetime" && time ? date.set({ ...time.toObject(), millisecond: 0 }) : date.startOf("day");
        const values = [...this.values];
        values[index] = moment;
        if (this.props.range && values[0] && values[1] && values[0] > values[1]) {
            values[index === 0 ? 1 : 0] = moment;
        }
        this.isFollowing = true;
        this.lastFocus = moment.toISODate();
        this.props.onSelect(this.props.range ? values : values[0], unit);
    }

    /** @param {number} index @param {any} time */
    onTimeChange(index, time) {
        this.state.timeValues[index] = time;
        const values = [...this.values];
        if (!values[index]) {
            return;
        }
        values[index] = values[index].set({ ...time.toObject(), millisecond: 0 });
        this.props.onSelect(this.props.range ? values : values[0], "time");
    }

    /** Arrow keys go from day to day. @param {KeyboardEvent} ev */
    onKeydown(ev) {
        const isDays = this.state.precision === "days";
        const unit = { days: "days", months: "months", years: "years" }[this.state.precision];
        const row = isDays ? 7 : 3;
        const steps = { ArrowLeft: { [unit]: -1 }, ArrowRight: { [unit]: 1 }, ArrowUp: { [unit]: -row }, ArrowDown: { [unit]: row }, PageUp: { months: -1 }, PageDown: { months: 1 } };
        if (ev.key in steps) {
            ev.preventDefault();
            ev.stopPropagation();
            this.state.focusDate = clampDate(this.state.focusDate.plus(steps[ev.key]), this.minDate, this.maxDate).startOf("day");
            requestAnimationFrame(() => /** @type {HTMLElement | null} */ (this.grid.el?.querySelector(".o_focused"))?.focus());
        }
    }

    selectToday() {
        const date = today();
        this.state.focusDate = date;
        this.state.precision = this.props.minPrecision;
        this.selectDate(date, "date");
    }

    get todayLabel() {
        return _t("Today");
    }
}
