/** The props that every view widget takes. */
export const standardWidgetProps = {
    readonly: { type: Boolean, optional: true },
    record: { type: Object },
};
