import { _t } from "@web/core/l10n/translation";

/** Records that were asked for do not exist (any more), or may not be read. */
export class FetchRecordError extends Error {
    /** @param {(number|false)[]} resIds */
    constructor(resIds) {
        super(_t("This record is not there any more: somebody may have deleted it, or you may not see it."));
        this.name = "FetchRecordError";
        this.resIds = resIds;
    }
}
