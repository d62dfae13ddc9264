/**
 * The library that pages load as a plain script, for modules that import it by name.
 */
export const { DateTime, Duration, Info, Interval, Settings } = luxon;
