import { Domain } from "@web/core/domain";
import { serializeDate, serializeDateTime } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";

/** Periods that a date filter offers, and intervals that dates are grouped by. */

const { DateTime } = luxon;

export const DEFAULT_INTERVAL = "month";

/** @type {Object<string, {id: string, description: any, groupNumber: number}>} */
export const INTERVAL_OPTIONS = {
    year: { id: "year", description: _t("Year"), groupNumber: 1 },
    quarter: { id: "quarter", description: _t("Quarter"), groupNumber: 1 },
    month: { id: "month", description: _t("Month"), groupNumber: 1 },
    week: { id: "week", description: _t("Week"), groupNumber: 1 },
    day: { id: "day", description: _t("Day"), groupNumber: 1 },
};

/** @type {Object<string, {id: string, description: any, groupNumber: number}>} */
export const BACKEND_INTERVAL_OPTIONS = { ...INTERVAL_OPTIONS };

/** @type {Object<number, {description: any, coveredMonths: number[]}>} */
export const QUARTERS = {
    1: { description: _t("Q1"), coveredMonths: [1, 2, 3] },
    2: { description: _t("Q2"), coveredMonths: [4, 5, 6] },
    3: { description: _t("Q3"), coveredMonths: [7, 8, 9] },
    4: { description: _t("Q4"), coveredMonths: [10, 11, 12] },
};

const QUARTER_NAMES = ["first", "second", "third", "fourth"];

/** @type {Object<string, {id: string, groupNumber: number, description: any, setParam: any, granularity: string}>} */
export const QUARTER_OPTIONS = Object.fromEntries(
    QUARTER_NAMES.map((name, index) => [
        `${name}_quarter`,
        {
            id: `${name}_quarter`,
            groupNumber: 1,
            description: QUARTERS[index + 1].description,
            setParam: { quarter: index + 1 },
            granularity: "quarter",
        },
    ]),
);

/**
 * The id of a period that lies `offset` units from now.
 *
 * @param {string} unit year or month
 * @param {number} offset
 */
export function toGeneratorId(unit, offset) {
    return offset ? `${unit}${offset > 0 ? "+" : "-"}${Math.abs(offset)}` : unit;
}

/** @param {any} referenceMoment @param {string} unit @param {number} offset */
function periodOption(referenceMoment, unit, offset) {
    const moment = referenceMoment.plus({ [`${unit}s`]: offset });
    return {
        id: toGeneratorId(unit, offset),
        defaultYearId: toGeneratorId("year", moment.year - referenceMoment.year),
        description: moment.toFormat(unit === "year" ? "yyyy" : "MMMM"),
        granularity: unit,
        groupNumber: unit === "year" ? 2 : 1,
        plusParam: { [`${unit}s`]: offset },
    };
}

/** @param {number} start @param {number} end */
function countDown(start, end) {
    return Array.from({ length: end - start + 1 }, (_, index) => end - index);
}

/**
 * The periods that a date filter offers: months, quarters and years around now, and its own ones.
 *
 * @param {any} referenceMoment
 * @param {{startYear: number, endYear: number, startMonth: number, endMonth: number, customOptions?: any[]}} params
 * @returns {any[]}
 */
export function getPeriodOptions(referenceMoment, params) {
    const quarterYear = toGeneratorId("year", Math.min(Math.max(0, params.startYear), params.endYear));
    return [
        ...countDown(params.startMonth, params.endMonth).map((offset) => periodOption(referenceMoment, "month", offset)),
        ...Object.values(QUARTER_OPTIONS).map((option) => ({ ...option, defaultYearId: quarterYear })),
        ...countDown(params.startYear, params.endYear).map((offset) => periodOption(referenceMoment, "year", offset)),
        ...(params.customOptions || []).map((option) => ({
            id: option.id,
            description: option.description,
            granularity: "withDomain",
            groupNumber: 3,
            domain: option.domain,
        })),
    ];
}

export const getOptionsWithDescriptions = getPeriodOptions;

/** @returns {{id: string, description: any, groupNumber: number}[]} */
export function getIntervalOptions() {
    return Object.values(INTERVAL_OPTIONS);
}

/** @param {string} optionId */
export function rankInterval(optionId) {
    return Object.keys(INTERVAL_OPTIONS).indexOf(optionId);
}

/** @param {string[]} selectedOptionIds */
export function yearSelected(selectedOptionIds) {
    return selectedOptionIds.some((id) => id.startsWith("year"));
}

/** @param {any} option @param {any} referenceMoment */
export function getSetParam(option, referenceMoment) {
    if (option.granularity === "quarter") {
        return option.setParam;
    }
    const moment = referenceMoment.plus(option.plusParam);
    return option.granularity === "year" ? { year: moment.year } : { month: moment.month };
}

/** @param {any} referenceMoment @param {any} searchItem @param {string[]} selectedOptionIds */
export function getSelectedOptions(referenceMoment, searchItem, selectedOptionIds) {
    /** @type {{year: any[], withDomain: any[], month?: any[], quarter?: any[]}} */
    const selected = { year: [], withDomain: [] };
    const options = getPeriodOptions(referenceMoment, searchItem.optionsParams);
    for (const id of selectedOptionIds) {
        const option = options.find((each) => each.id === id);
        if (!option) {
            continue;
        }
        const kind = /** @type {"year"|"month"|"quarter"|"withDomain"} */ (option.granularity);
        selected[kind] ??= [];
        /** @type {any[]} */ (selected[kind]).push(
            kind === "withDomain"
                ? { description: option.description, domain: option.domain }
                : { granularity: kind, setParam: getSetParam(option, referenceMoment), description: option.description },
        );
    }
    return selected;
}

/**
 * The domain of one period, with its words.
 *
 * @param {{referenceMoment: any, fieldName: string, fieldType: string, granularity: string, setParam: any}} params
 * @returns {{domain: Domain, description: string}}
 */
export function constructDateRange({ referenceMoment, fieldName, fieldType, granularity, setParam }) {
    const { year, month, quarter } = setParam;
    const firstMonth = quarter ? (quarter - 1) * 3 + 1 : month;
    const placed = referenceMoment.set({ day: 1, ...(year ? { year } : {}), ...(firstMonth ? { month: firstMonth } : {}) });
    const serialize = fieldType === "date" ? serializeDate : serializeDateTime;
    const domain = new Domain([
        "&",
        [fieldName, ">=", serialize(placed.startOf(granularity))],
        [fieldName, "<=", serialize(placed.endOf(granularity))],
    ]);
    return { domain, description: describePeriod(placed, granularity) };
}

/** @param {any} moment @param {string} granularity */
function describePeriod(moment, granularity) {
    if (granularity === "year") {
        return moment.toFormat("yyyy");
    }
    if (granularity === "quarter") {
        const quarter = QUARTERS[moment.quarter].description.toString();
        return localization.direction === "rtl" ? `${moment.toFormat("yyyy")} ${quarter}` : `${quarter} ${moment.toFormat("yyyy")}`;
    }
    return moment.toFormat("MMMM yyyy");
}

/** @param {{domain: Domain, description: string}[]} ranges */
function anyOf(ranges) {
    return {
        domain: Domain.or(ranges.map((range) => range.domain)),
        description: ranges.map((range) => range.description).join("/"),
    };
}

/**
 * The domain of the chosen periods of a date filter: any of the months and quarters of any of the years.
 *
 * @param {any} referenceMoment
 * @param {any} searchItem
 * @param {string[]} selectedOptionIds
 * @returns {{domain: Domain, description: string}}
 */
export function constructDateDomain(referenceMoment, searchItem, selectedOptionIds) {
    const { fieldName, fieldType } = searchItem;
    const selected = getSelectedOptions(referenceMoment, searchItem, selectedOptionIds);
    if (selected.withDomain.length) {
        const ranges = selected.withDomain.map((each) => ({
            domain: new Domain(each.domain),
            description: each.description,
        }));
        return anyOf(ranges);
    }
    const within = [...(selected.quarter || []), ...(selected.month || [])];
    const ranges = [];
    for (const year of selected.year) {
        const parts = within.length ? within : [year];
        for (const part of parts) {
            ranges.push(
                constructDateRange({
                    referenceMoment,
                    fieldName,
                    fieldType,
                    granularity: part.granularity,
                    setParam: { ...year.setParam, ...part.setParam },
                }),
            );
        }
    }
    return anyOf(ranges);
}

/** @param {any[]} options of `getPeriodOptions` */
export function sortPeriodOptions(options) {
    const distance = (/** @type {any} */ option) => Number(/[-+]\d+$/.exec(option.id)?.[0] || 0);
    return [...options].sort((a, b) => a.groupNumber - b.groupNumber || distance(a) - distance(b));
}

/** Now, in the time zone of the user. */
export function referenceNow() {
    return DateTime.local();
}
