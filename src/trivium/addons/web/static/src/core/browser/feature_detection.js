import { browser } from "@web/core/browser/browser";

const agent = () => browser.navigator.userAgent || "";

export const isBrowserChrome = () => /Chrome/i.test(agent());
export const isBrowserFirefox = () => /Firefox/i.test(agent());
export const isBrowserMicrosoftEdge = () => /Edg/i.test(agent());
/** Safari has no sign of its own: it is what names Safari and is none of the others. */
export const isBrowserSafari = () => !isBrowserChrome() && /Safari/i.test(agent());
export const isAndroid = () => /Android/i.test(agent());
export const isIOS = () =>
    /(iPad|iPhone|iPod)/i.test(agent()) || (/Mac/i.test(browser.navigator.platform || "") && maxTouchPoints() > 1);
export const isOtherMobileOS = () => /(webOS|BlackBerry|Windows Phone)/i.test(agent());
export const isMacOS = () => /Mac/i.test(agent());
export const isMobileOS = () => isAndroid() || isIOS() || isOtherMobileOS();
export const isIosApp = () => /OdooMobile \(iOS\)/i.test(agent());
export const isAndroidApp = () => /OdooMobile.+Android/i.test(agent());
export const isDisplayStandalone = () => Boolean(browser.matchMedia?.("(display-mode: standalone)").matches);
export const hasTouch = () => browser.ontouchstart !== undefined || Boolean(browser.matchMedia?.("(pointer: coarse)").matches);
export const maxTouchPoints = () => browser.navigator.maxTouchPoints || 1;
export const isVirtualKeyboardSupported = () => "virtualKeyboard" in browser.navigator;
