export * from "@web/core/l10n/utils/format_list";
export * from "@web/core/l10n/utils/locales";
export * from "@web/core/l10n/utils/normalize";
