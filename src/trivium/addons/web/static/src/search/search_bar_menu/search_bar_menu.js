import { Component, useState } from "@odoo/owl";
import { CheckboxItem } from "@web/core/dropdown/checkbox_item";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { DomainSelectorDialog } from "@web/core/domain_selector_dialog/domain_selector_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { sortBy } from "@web/core/utils/arrays";
import { useBus, useService } from "@web/core/utils/hooks";
import { CustomFavoriteItem } from "../custom_favorite_item/custom_favorite_item";
import { CustomGroupByItem } from "../custom_group_by_item/custom_group_by_item";

const favoriteMenuRegistry = registry.category("favoriteMenu");

/** Filters, groupings and favourites to choose from. */
export class SearchBarMenu extends Component {
    static template = "web.SearchBarMenu";
    static components = { CheckboxItem, CustomFavoriteItem, CustomGroupByItem, Dropdown, DropdownItem };
    static props = {
        slots: { type: Object, optional: true },
        dropdownState: { type: Object, optional: true },
    };

    setup() {
        this.dialog = useService("dialog");
        this.dropdown = this.props.dropdownState || useDropdownState();
        this.state = useState({ /** @type {Object<number, boolean>} */ unfolded: {}, isAddingFilter: false });
        useBus(this.env.searchModel, "update", () => this.render());
    }

    get searchModel() {
        return this.env.searchModel;
    }

    /** @param {string} type */
    has(type) {
        return this.searchModel.searchMenuTypes.has(type);
    }

    get filterItems() {
        return this._grouped((/** @type {any} */ item) => ["filter", "dateFilter"].includes(item.type));
    }

    get groupByItems() {
        return this.searchModel.getSearchItems((/** @type {any} */ item) => ["groupBy", "dateGroupBy"].includes(item.type) && !item.custom);
    }

    get customGroupByItems() {
        return this.searchModel.getSearchItems((/** @type {any} */ item) => ["groupBy", "dateGroupBy"].includes(item.type) && item.custom);
    }

    get favorites() {
        return this.searchModel.getSearchItems((/** @type {any} */ item) => item.type === "favorite");
    }

    get otherFavoriteItems() {
        const items = favoriteMenuRegistry.getAll().filter((/** @type {any} */ item) => ("isDisplayed" in item ? item.isDisplayed(this.env) : true));
        return sortBy(items, (/** @type {any} */ item) => item.groupNumber || 0);
    }

    get groupableFields() {
        return this.searchModel.hideCustomGroupBy ? [] : this.searchModel.groupableFields;
    }

    /** Items with a line before each new group. @param {(item: any) => boolean} predicate */
    _grouped(predicate) {
        const items = this.searchModel.getSearchItems(predicate);
        return items.map((/** @type {any} */ item, /** @type {number} */ index) => ({
            ...item,
            startsGroup: index > 0 && items[index - 1].groupNumber !== item.groupNumber,
        }));
    }

    /** @param {any} item */
    toggleFold(item) {
        this.state.unfolded[item.id] = !this.state.unfolded[item.id];
    }

    /** @param {any} item @param {string} [optionId] */
    onSelected(item, optionId) {
        if (item.type === "dateFilter") {
            this.searchModel.toggleDateFilter(item.id, optionId);
        } else if (item.type === "dateGroupBy") {
            this.searchModel.toggleDateGroupBy(item.id, optionId);
        } else {
            this.searchModel.toggleSearchItem(item.id);
        }
    }

    /** @param {any[]} options @param {number} index */
    startsOptionGroup(options, index) {
        return index > 0 && options[index - 1].groupNumber !== options[index].groupNumber;
    }

    addCustomFilter() {
        this.dropdown.close();
        const { searchModel } = this;
        this.dialog.add(DomainSelectorDialog, {
            resModel: searchModel.resModel,
            domain: "[]",
            title: _t("Custom filter"),
            confirmButtonText: _t("Search"),
            disableConfirmButton: (/** @type {string} */ domain) => domain === "[]",
            context: searchModel.domainEvalContext,
            isDebugMode: Boolean(this.env.debug),
            onConfirm: (/** @type {string} */ domain) => searchModel.splitAndAddDomain(domain),
        });
    }

    /** @param {string} fieldName */
    onGroupByField(fieldName) {
        this.searchModel.createNewGroupBy(fieldName);
    }

    /** @param {any} favorite */
    deleteFavorite(favorite) {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Delete this favourite?"),
            body: favorite.userId
                ? _t('"%s" will be gone from your favourites.', favorite.description)
                : _t('"%s" is shared: it will be gone for everybody.', favorite.description),
            confirmLabel: _t("Delete"),
            confirm: () => this.searchModel.deleteFavorite(favorite.id),
            cancel: () => {},
        });
    }
}
