"""The first password of a database that was made up: good for nothing but choosing another one."""

from trivium.exceptions import UserError

PARAMETER = "base.first_password_user"  # id of the user who has it


class FirstPasswordError(UserError):
    """The password is the right one, and has to give way to one of the user's own; `user_id` is whose it is."""

    def __init__(self, message, user_id):
        super().__init__(message)
        self.user_id = user_id


def is_first(user):
    """Whether a user has the password that was made up for a new database."""
    return user.env["ir.config_parameter"].sudo().get_param(PARAMETER) == str(user.id)


def refuse_first(user):
    """Raise for a user who has not yet chosen a password."""
    if is_first(user):
        raise FirstPasswordError(
            user.env._("Log in at /web/login once, and choose a password of your own there: the first one is good for "
                       "that alone. On the server, 'trivium db password' sets another."),
            user.id,
        )  # fmt: skip


def forget_first(user):
    """Note that a user has another password now."""
    if is_first(user):
        user.env["ir.config_parameter"].sudo().set_param(PARAMETER, False)
