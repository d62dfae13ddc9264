/**
 * @typedef {{red: number, green: number, blue: number, opacity: number}} Rgba red, green, blue up to 255, opacity up to 100
 */

export const RGBA_REGEX = /[\d.]{1,5}/g;

/** @param {number} value @param {number} digits */
const round = (value, digits) => Number(value.toFixed(digits));
const isByte = (value) => Number.isFinite(value) && value >= 0 && value <= 255;

/**
 * @param {number} r
 * @param {number} g
 * @param {number} b
 * @returns {{hue: number, saturation: number, lightness: number} | false} degrees and percents
 */
export function convertRgbToHsl(r, g, b) {
    if (![r, g, b].every(isByte)) {
        return false;
    }
    const [red, green, blue] = [r, g, b].map((value) => value / 255);
    const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
    const delta = most - least;
    const lightness = (most + least) / 2;
    let hue = 0;
    let saturation = 0;
    if (delta) {
        saturation = delta / (1 - Math.abs(2 * lightness - 1));
        hue = most === red ? ((green - blue) / delta) % 6 : most === green ? (blue - red) / delta + 2 : (red - green) / delta + 4;
    }
    return { hue: (hue * 60 + 360) % 360, saturation: saturation * 100, lightness: lightness * 100 };
}

/**
 * @param {number} h in degrees
 * @param {number} s in percent
 * @param {number} l in percent
 * @returns {{red: number, green: number, blue: number} | false}
 */
export function convertHslToRgb(h, s, l) {
    if (![h, s, l].every((value) => Number.isFinite(value)) || h < 0 || h > 360 || s < 0 || s > 100 || l < 0 || l > 100) {
        return false;
    }
    const [saturation, lightness] = [s / 100, l / 100];
    const channel = (n) => {
        const k = (n + h / 30) % 12;
        const a = saturation * Math.min(lightness, 1 - lightness);
        return Math.round(255 * (lightness - a * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
    };
    return { red: channel(0), green: channel(8), blue: channel(4) };
}

/** @param {number} r @param {number} g @param {number} b @param {number} [a] opacity in percent */
export function convertRgbaToCSSColor(r, g, b, a = 100) {
    if (![r, g, b].every(isByte) || !(a >= 0 && a <= 100)) {
        return false;
    }
    const bytes = [r, g, b].map((value) => Math.round(value));
    if (a === 100) {
        return `#${bytes.map((value) => value.toString(16).padStart(2, "0")).join("")}`.toUpperCase();
    }
    return `rgba(${bytes.join(", ")}, ${round(a / 100, 3)})`;
}

/** @param {string} cssColor #rgb, #rrggbb, #rrggbbaa, rgb(), rgba() @returns {Rgba | false} */
export function convertCSSColorToRgba(cssColor) {
    const text = (cssColor || "").trim();
    const numbers = /^rgba?\(([^)]+)\)$/i.exec(text);
    if (numbers) {
        const [red, green, blue, alpha = 1] = (numbers[1].match(RGBA_REGEX) || []).map(Number);
        return [red, green, blue].every(isByte) ? { red, green, blue, opacity: round(alpha * 100, 2) } : false;
    }
    const hex = /^#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i.exec(text);
    if (hex) {
        const digits = hex[1].length < 6 ? [...hex[1]].map((digit) => digit + digit).join("") : hex[1];
        const [red, green, blue, alpha = 255] = digits.match(/../g).map((pair) => Number.parseInt(pair, 16));
        return { red, green, blue, opacity: round((alpha / 255) * 100, 2) };
    }
    return false;
}

/** @param {string} cssColor */
export function normalizeCSSColor(cssColor) {
    const rgba = convertCSSColorToRgba(cssColor);
    return rgba ? convertRgbaToCSSColor(rgba.red, rgba.green, rgba.blue, rgba.opacity) : cssColor;
}

/** @param {string} cssColor */
export function isCSSColor(cssColor) {
    return convertCSSColorToRgba(cssColor) !== false;
}

/** @param {string} cssColor1 @param {string} cssColor2 @param {number} weight of the first, up to 1 */
export function mixCssColors(cssColor1, cssColor2, weight) {
    const [a, b] = [convertCSSColorToRgba(cssColor1), convertCSSColorToRgba(cssColor2)];
    if (!a || !b) {
        return a ? cssColor1 : cssColor2;
    }
    const mix = (name) => Math.round(b[name] + (a[name] - b[name]) * weight);
    return convertRgbaToCSSColor(mix("red"), mix("green"), mix("blue"));
}

/** @param {string} value */
export function isColorGradient(value) {
    return Boolean(value?.includes("-gradient("));
}

/** @param {string} gradient */
export function standardizeGradient(gradient) {
    return isColorGradient(gradient) ? gradient.replace(/\s+/g, " ").replace(/rgba?\([^)]*\)|#[\da-f]{3,8}\b/gi, (color) => normalizeCSSColor(color) || color).toLowerCase() : gradient;
}

/** @param {string} gradient @param {number} opacity in percent */
export function applyOpacityToGradient(gradient, opacity) {
    return gradient.replace(/rgba?\([^)]*\)|#[\da-f]{3,8}\b/gi, (color) => {
        const rgba = convertCSSColorToRgba(color);
        return rgba ? `rgba(${rgba.red}, ${rgba.green}, ${rgba.blue}, ${round(opacity / 100, 3)})` : color;
    });
}

/** @param {string} rgb */
export function rgbToHex(rgb = "") {
    const rgba = convertCSSColorToRgba(rgb);
    return rgba ? convertRgbaToCSSColor(rgba.red, rgba.green, rgba.blue) : rgb;
}

/** @param {string} rgba */
export function rgbaToHex(rgba = "") {
    const color = convertCSSColorToRgba(rgba);
    if (!color) {
        return rgba;
    }
    const hex = String(convertRgbaToCSSColor(color.red, color.green, color.blue)).toLowerCase();
    return color.opacity < 100 ? hex + Math.round((color.opacity / 100) * 255).toString(16).padStart(2, "0") : hex;
}

/** What a colour that lets something through looks like on another. @param {string} color @param {string} background */
export function blendColors(color, background) {
    const [above, below] = [convertCSSColorToRgba(color), convertCSSColorToRgba(background)];
    if (!above || !below) {
        return color;
    }
    return mixCssColors(String(convertRgbaToCSSColor(above.red, above.green, above.blue)), String(convertRgbaToCSSColor(below.red, below.green, below.blue)), above.opacity / 100);
}
