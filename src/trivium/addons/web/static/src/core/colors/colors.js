/**
 * Colours of charts: a set for the light theme and one for the dark, told apart also by who sees colours less well.
 */
const LIGHT = ["#0f766e", "#d97706", "#2563eb", "#be185d", "#65a30d", "#7c3aed", "#0891b2", "#b45309", "#4d7c0f", "#9333ea", "#dc2626", "#475569"];
const DARK = ["#2dd4bf", "#fbbf24", "#60a5fa", "#f472b6", "#a3e635", "#a78bfa", "#22d3ee", "#f59e0b", "#84cc16", "#c084fc", "#f87171", "#94a3b8"];

export const DEFAULT_BG = "#d3d3d3";

/** @param {string} colorScheme "light" or "dark" @param {string | number} [_size] how many are needed */
export function getColors(colorScheme, _size) {
    return colorScheme === "dark" ? DARK : LIGHT;
}

/** @param {number} index @param {string} colorScheme @param {string | number} [size] */
export function getColor(index, colorScheme, size) {
    const colors = getColors(colorScheme, size);
    return colors[index % colors.length];
}

/** @param {string} colorScheme @param {any} brightModeColor @param {any} darkModeColor */
export function getCustomColor(colorScheme, brightModeColor, darkModeColor) {
    return colorScheme === "dark" && darkModeColor !== undefined ? darkModeColor : brightModeColor;
}

/** @param {string} colorScheme */
export function getBorderWhite(colorScheme) {
    return colorScheme === "dark" ? "rgba(0, 0, 0, 0.2)" : "rgba(255, 255, 255, 0.8)";
}

/** @param {string} hex */
const channels = (hex) => hex.match(/[\da-f]{2}/gi).map((pair) => Number.parseInt(pair, 16));
/** @param {number[]} values */
const toHex = (values) => `#${values.map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`;

/** @param {string} hex @param {number} opacity up to 1 */
export function hexToRGBA(hex, opacity) {
    return `rgba(${channels(hex).slice(0, 3).join(",")},${opacity})`;
}

/** @param {string} color @param {number} factor up to 1 */
export function lightenColor(color, factor) {
    return toHex(channels(color).slice(0, 3).map((value) => value + (255 - value) * factor));
}

/** @param {string} color @param {number} factor up to 1 */
export function darkenColor(color, factor) {
    return toHex(channels(color).slice(0, 3).map((value) => value * (1 - factor)));
}
