/** The models that many tests need: companies, currencies, users. */
import * as fields from "@web/../tests/_framework/mock_server/fields";
import { Model } from "@web/../tests/_framework/mock_server/models";

export class ResCurrency extends Model {
    _name = "res.currency";
    name = fields.Char();
    symbol = fields.Char();
    position = fields.Selection({ selection: [["after", "After"], ["before", "Before"]] }); // prettier-ignore
    _records = [
        { id: 1, name: "USD", symbol: "$", position: "before" },
        { id: 2, name: "EUR", symbol: "€", position: "after" },
    ];
}

export class ResCountry extends Model {
    _name = "res.country";
    name = fields.Char();
    code = fields.Char();
}

export class ResCompany extends Model {
    _name = "res.company";
    name = fields.Char();
    partner_id = fields.Many2one({ relation: "res.partner" });
    currency_id = fields.Many2one({ relation: "res.currency" });
    _records = [{ id: 1, name: "Test Company", currency_id: 1 }];
}

export class ResPartner extends Model {
    _name = "res.partner";
    name = fields.Char();
    email = fields.Char();
    phone = fields.Char();
    active = fields.Boolean({ default: true });
    company_id = fields.Many2one({ relation: "res.company" });
    country_id = fields.Many2one({ relation: "res.country" });
    user_ids = fields.One2many({ relation: "res.users", relation_field: "partner_id" });
    _records = [{ id: 17, name: "Mitchell Test" }];
}

export class ResGroups extends Model {
    _name = "res.groups";
    name = fields.Char();
    full_name = fields.Char();
}

export class ResUsers extends Model {
    _name = "res.users";
    name = fields.Char();
    login = fields.Char();
    active = fields.Boolean({ default: true });
    partner_id = fields.Many2one({ relation: "res.partner" });
    company_id = fields.Many2one({ relation: "res.company" });
    group_ids = fields.Many2many({ relation: "res.groups" });
    _records = [{ id: 7, name: "Mitchell Test", login: "test", partner_id: 17, company_id: 1 }];

    has_group() {
        return true;
    }
}

export const webModels = { ResCompany, ResCountry, ResCurrency, ResGroups, ResPartner, ResUsers };
