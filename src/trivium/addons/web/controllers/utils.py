"""What several controllers need: redirects to the login, languages, actions as the client takes them."""

from urllib.parse import urlencode

from werkzeug.exceptions import abort

from trivium.http import request
from trivium.http.choice import SELECTOR, enter, offer_choice
from trivium.http.security.redirects import local_path

SAFE_KEYS = ("redirect", "login", "db", "debug", "token", "message", "error", "signup_email")


def is_user_internal(uid):
    """Tell whether a user works with the web client, rather than visiting pages."""
    return bool(request.env["res.users"].browse(uid)._is_internal())


def get_login_redirect_url(uid, redirect=None):
    """Return where a user goes after signing in: to the place asked for, if it is on this site."""
    if request.session.uid:
        return local_path(redirect or "", "/odoo" if is_user_internal(uid) else "/web/login_successful")
    url = request.env(user=uid)["res.users"].browse(uid)._mfa_url()
    if not redirect:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'redirect': redirect})}"


_get_login_redirect_url = get_login_redirect_url
"""The name by which addons know it."""


def ensure_db(redirect=SELECTOR, db=None):
    """Make sure that a database is chosen: by `?db=`, by the session, or because there is only one.

    Where none can be told, the visitor is sent to choose one: to `redirect`, or, where the list of databases is kept
    from clients, on a page in its place; where another than the session's is asked for, the session starts anew there.
    """
    typed = db or (request.params.get("db") or "").strip() or None
    response = enter(request, typed)
    if response is None and not request.db:
        response = offer_choice(request, typed) if redirect == SELECTOR else request.redirect(redirect, 303)
    if response is not None:
        abort(response)


def clean_action(action, env):
    """Return an action as the client takes it: fields that are not for it are left out, views are completed."""
    action_type = action.setdefault("type", "ir.actions.act_window_close")
    if action_type == "ir.actions.act_window" and not action.get("views"):
        generate_views(action)
    readable = env[action["type"]]._get_readable_fields()
    known = env[action["type"]]._fields.keys()
    # What is no field at all was put there by the method that made the action: its caller wants it.
    return {key: value for key, value in action.items() if key in readable or key not in known}


def generate_views(action):
    """Give an action its list of `[view id, kind]` where it has only `view_mode` and `view_id`."""
    view_id = action.get("view_id") or False
    if isinstance(view_id, (list, tuple)):
        view_id = view_id[0]
    modes = (action.get("view_mode") or "form").split(",")
    if len(modes) > 1:
        action["views"] = [(False, mode) for mode in modes]
        if view_id:
            action["views"][0] = (view_id, modes[0])
        return
    action["views"] = [(view_id, modes[0])]


def get_action(env, path_part):
    """Return the action that a part of a path names: `action-<id or external id>`, its own path, or a model `m-...`."""
    actions = env["ir.actions.actions"]
    if path_part.startswith("action-"):
        name = path_part.removeprefix("action-")
        if "." in name:
            action = env.ref(name, raise_if_not_found=False)
            if not action or not action._name.startswith("ir.actions"):
                return actions
        elif name.isdigit():
            action = actions.browse(int(name))
        else:
            return actions
    elif path_part.startswith("m-") or "." in path_part:
        model = path_part.removeprefix("m-")
        if model not in env or env[model]._abstract:
            return actions
        action = env["ir.actions.act_window"].sudo().search([("res_model", "=", model)], limit=1)
        return action or env["ir.actions.act_window"].new(env[model].get_formview_action() | {"res_model": model})
    else:
        action = actions.sudo().search([("path", "=", path_part)], limit=1)
    action = action.sudo().exists()
    return env[action.type].browse(action.id) if action else actions


def get_action_triples(env, path, *, start_pos=0):
    """Yield `(active id, action, record id)` of each step of a path such as `/res.partner/4/action-12/new`."""
    parts = iter(path.strip("/").split("/")[start_pos:])
    active_id = record_id = None
    action = None
    for part in parts:
        if part == "new" or part.isdigit():
            if action is None:
                raise ValueError(f"The path {path!r} begins with a record; it begins with an action")
            record_id = "new" if part == "new" else int(part)
            yield active_id, action, record_id
            active_id, action, record_id = record_id, None, None
            continue
        if action is not None:
            yield active_id, action, None
            active_id = None
        action = get_action(env, part)
        if not action:
            raise ValueError(f"The path {path!r} names an action that does not exist: {part!r}")
    if action is not None:
        yield active_id, action, None
