"""Changes of rights are told to the log of security, but for those that addons bring when they are loaded."""

from trivium.tools.audit import audit


def audit_rights(records, action, values=()):
    """Log that somebody made, changed or deleted records that decide who may do what.

    :param records: groups, access lines, record rules, users or system parameters
    :param action: `create`, `write` or `unlink`
    :param values: names of the fields that changed; never what is in them
    """
    if not records or not records.env.registry.ready:
        return
    details = {"ids": records.ids, "action": action, "fields": sorted(values), "by": records.env.uid}
    if records._name == "res.users":
        event = {"create": "user_created", "write": "user_changed", "unlink": "user_deleted"}[action]
        audit(event, logins=records.sudo().mapped("login"), **details)
    elif records._name == "ir.config_parameter":
        audit("parameter_changed", keys=records.sudo().mapped("key"), **details)
    else:
        audit("rights_changed", model=records._name, **details)
