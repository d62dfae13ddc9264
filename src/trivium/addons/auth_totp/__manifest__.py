{
    "name": "Two-Factor Authentication (TOTP)",
    "summary": "A code from the phone besides the password",
    "description": "Users who switch it on type a code of six digits after their password, which an app on their "
    "phone shows and which is another every half minute (RFC 6238). Programs use API keys instead.",
    "category": "Extra Tools",
    "version": "1.0",
    "author": "Trivium",
    "license": "LGPL-3",
    "depends": ["web"],
    "auto_install": True,
    "data": [
        "security/ir.model.access.csv",
        "security/auth_totp_rules.xml",
        "data/auth_totp_actions.xml",
        "views/auth_totp_views.xml",
        "views/auth_totp_templates.xml",
    ],
}
